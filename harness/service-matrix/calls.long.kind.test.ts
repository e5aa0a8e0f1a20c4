import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { StartedCluster } from '../../clusters/cluster.ts'
import { makeKindProvider } from '../../clusters/kind/provider.ts'
import { scratchLedger } from '../../clusters/ledger/scratch-ledger.fixture.ts'
import { scenarioArbitrary } from '../../properties/arbitraries/scenario.ts'
import { topologyOf } from '../../properties/model/default-topology.ts'
import { judgeProbe } from '../../properties/model/judge.ts'
import { flannelHostGw } from '../../properties/model/networks/flannel-host-gw.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { ProxyMode } from '../../properties/model/services/proxy.ts'
import { sliceDifferences } from '../../properties/model/services/slice-differences.ts'
import { makeWorld } from '../../properties/model/world.ts'
import { serviceMatrix } from './matrix.fixture.ts'

/** Every call there is, made through the real kube-proxy, is judged by the model: where they differ one of them is wrong. */
const profiles: [Network, ProxyMode][] = [
  [flannelVxlan, 'iptables'],
  [flannelVxlan, 'nftables'],
  [flannelHostGw, 'iptables'],
  [flannelHostGw, 'nftables'],
]
const scenarios = 5

const scratch = scratchLedger()
afterAll(() => scratch.remove())
const patience = (): AbortSignal => AbortSignal.timeout(540_000)

async function found(cluster: StartedCluster, scenario: Scenario): Promise<string[]> {
  const { network, topology } = cluster
  const status = await cluster.apply(scenario, patience())
  const world = makeWorld(network, topology, scenario, status)
  const source = { pods: scenario.pods, status, externalAddress: topology.externalAddress }
  const probes = serviceMatrix(world)
  expect(probes.length).toBeGreaterThan(300)
  const observations = await cluster.probe(probes, patience())
  const checks = probes.map((probe, index) => judgeProbe('calls', world, probe, observations[index] ?? notMade))
  return [
    ...sliceDifferences(scenario.services ?? [], status.services ?? [], source),
    ...checks
      .filter(({ verdict }) => verdict !== 'holds')
      .map(({ subject, rule, expected, observed }) => `${subject}: ${rule}: ${expected}, but ${observed}`),
  ]
}

const notMade = { outcome: 'not-made', durationMs: 0 } as const

describe.each(profiles)('$name with %s', (network, proxy) => {
  test(`${scenarios} scenarios: every call ends as the model says`, { timeout: 1_800_000 }, async () => {
    const name = `calls-${network.name.slice('flannel-'.length)}-${proxy}-${process.pid}`.slice(0, 40)
    const request = { name, network, topology: topologyOf([0, 0, 0]), proxy, keep: false }
    const cluster = await makeKindProvider().start(request, patience())
    try {
      expect(cluster.status().proxy?.mode).toBe(proxy)
      const drawn = scenarioArbitrary(cluster.topology, { podsPerNode: 5, services: 8 })
      for (const scenario of fc.sample(drawn, { seed: 5, numRuns: scenarios })) {
        expect(await found(cluster, scenario)).toEqual([])
      }
    } finally {
      await cluster.stop()
    }
  })
})
