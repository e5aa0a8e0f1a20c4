import { clustersConvergeAfterAHistory } from '../../properties/clusters-converge-after-a-history.ts'
import { nodePlace } from '../../properties/model/place.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Step } from '../../properties/model/step.ts'
import type { World } from '../../properties/model/world.ts'
import { podsReachPodsWithoutNat } from '../../properties/pods-reach-pods-without-nat.ts'
import { labelledPod, serviceOf } from '../../properties/test-support/services.ts'
import { endsOf, type Fault, type Script } from '../bench/shrink/fault.ts'
import type { PlantedCase } from '../bench/shrink/planted-cases.ts'

/** For tests: of these Steps the second and the fifth bring the fault about. */
export const steps: Step[] = [
  { kind: 'create-pod', pod: labelledPod('f', 'node3') },
  { kind: 'set-readiness', podName: 'c', ready: false },
  { kind: 'restart', what: 'proxy' },
  { kind: 'move-pod', podName: 'd', nodeName: 'node2' },
  { kind: 'move-pod', podName: 'b', nodeName: 'node3' },
  { kind: 'delete-service', serviceName: 'to-a' },
  { kind: 'delete-pod', podName: 'e' },
]
const pods = ['a', 'b', 'c', 'd', 'e'].map((name, index) => labelledPod(name, `node${(index % 3) + 1}`))
const scenario: Scenario = { pods, services: [serviceOf('a'), serviceOf('b')], steps }

/** For tests: from when c was not ready and b moved then, nobody reaches b. */
export function historyCase(): PlantedCase {
  const fault = historyFault()
  const properties = [podsReachPodsWithoutNat, clustersConvergeAfterAHistory]
  return { kind: { name: 'history', properties, mostLeft: 3, make: () => fault }, fault, scenario, seed: 1 }
}

/** What it is depends on what it was planted in before. */
function historyFault(): Fault {
  let [unready, broken] = [false, false]
  return {
    plant(world) {
      const b = world.pods.get('b')
      const moved = b?.nodeName === 'node3'
      broken = moved && (broken || unready)
      unready = world.pods.get('c')?.ready === false
      return [unreachable(broken && b !== undefined ? b.ip : undefined)]
    },
    breaks: (world: World, probe, server) => broken && endsOf(world, probe, server).serverPod === 'b',
  }
}

/** Drops on node3 what goes to an address; nothing without one. */
function unreachable(address: string | undefined): Script {
  const table = 'nft add table ip planted && nft delete table ip planted'
  const drop = [
    'nft add table ip planted',
    "nft add chain ip planted early '{ type filter hook prerouting priority -450 ; }'",
    "nft add chain ip planted own '{ type filter hook output priority -450 ; }'",
    `nft add rule ip planted early ip daddr ${address} drop`,
    `nft add rule ip planted own ip daddr ${address} drop`,
  ]
  return [nodePlace('node3'), [table, ...(address === undefined ? [] : drop)].join(' && ')]
}
