import { hostDeviceName } from '../../../clusters/lab/pod-link.ts'
import { nodePlace, podPlace } from '../../../properties/model/place.ts'
import type { Probe } from '../../../properties/model/probe.ts'
import type { World } from '../../../properties/model/world.ts'
import { nodesAndPodsReachEachOther } from '../../../properties/nodes-and-pods-reach-each-other.ts'
import { podsReachPodsWithoutNat } from '../../../properties/pods-reach-pods-without-nat.ts'
import type { Property } from '../../../properties/property.ts'
import { servicesAnswerEveryClient } from '../../../properties/services-answer-every-client.ts'
import { type Ends, endsOf, type FaultKind, type Script } from './fault.ts'

/** A fault of one Pod, there as long as the Pod is. */
function ofPod(
  name: string,
  properties: readonly Property[],
  script: (world: World, pod: string, nodeName: string) => Script,
  concerns: (ends: Ends, pod: string, probe: Probe) => boolean,
): FaultKind {
  return {
    name,
    properties,
    mostLeft: 3,
    make(world, pick) {
      const pod = pick(world.networkPods)?.name
      if (pod === undefined) return undefined
      return {
        plant(now) {
          const placed = now.pods.get(pod)
          return placed === undefined ? [] : [script(now, pod, placed.nodeName)]
        },
        breaks: (now, probe, server) => now.pods.has(pod) && concerns(endsOf(now, probe, server), pod, probe),
      }
    },
  }
}

const isOneEnd = ({ clientPod, serverPod }: Ends, pod: string): boolean =>
  clientPod !== serverPod && (clientPod === pod || serverPod === pod)

const offBridge = (world: World, pod: string, nodeName: string): Script => [
  nodePlace(nodeName),
  `ip link set ${hostDeviceName(world.network, pod)} nomaster`,
]

const wrongGateway = (_: World, pod: string): Script => [
  podPlace(pod),
  `ip neigh replace $(ip route show default | cut -d' ' -f3) lladdr 02:de:ad:00:00:01 dev eth0 nud permanent`,
]

const noDefaultRoute = (_: World, pod: string): Script => [podPlace(pod), 'ip route del default || true']

const toAnotherNode = (ends: Ends, pod: string): boolean => isOneEnd(ends, pod) && ends.clientNode !== ends.serverNode

export const podFaults: FaultKind[] = [
  ofPod("a Pod's port off the bridge", [podsReachPodsWithoutNat], offBridge, isOneEnd),
  ofPod("a Pod's port off the bridge, seen by Services", [servicesAnswerEveryClient], offBridge, isOneEnd),
  ofPod("a Pod's gateway with a wrong MAC", [podsReachPodsWithoutNat], wrongGateway, toAnotherNode),
  ofPod(
    "a Pod's default route removed",
    [nodesAndPodsReachEachOther],
    noDefaultRoute,
    ({ clientPod, clientNode, serverPod, serverNode }, pod) =>
      clientPod === pod && serverPod === undefined && serverNode !== clientNode,
  ),
  ofPod(
    "a Pod's default route removed, seen by Services",
    [servicesAnswerEveryClient],
    noDefaultRoute,
    ({ clientPod }, pod) => clientPod === pod,
  ),
  {
    name: 'a blackhole from one Pod to another',
    properties: [podsReachPodsWithoutNat],
    mostLeft: 2,
    make(world, pick) {
      const from = pick(world.networkPods)?.name
      const to = pick(world.networkPods.filter(({ name }) => name !== from))?.name
      if (from === undefined || to === undefined) return undefined
      return {
        plant(now) {
          const target = now.pods.get(to)
          if (target === undefined || !now.pods.has(from)) return []
          return [[podPlace(from), `ip route flush type blackhole; ip route add blackhole ${target.ip}`]]
        },
        breaks(now, probe, server) {
          const { clientPod, serverPod } = endsOf(now, probe, server)
          return [clientPod, serverPod].includes(from) && [clientPod, serverPod].includes(to) && from !== to
        },
      }
    },
  },
]
