import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { repeatRefuted } from '../../harness/run/repeat-refuted.ts'
import { scenarioArbitrary } from '../../properties/arbitraries/scenario.ts'
import { judgeProbe } from '../../properties/model/judge.ts'
import { findNetwork } from '../../properties/model/networks/index.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Pod, Scenario } from '../../properties/model/scenario.ts'
import type { Service } from '../../properties/model/service.ts'
import { makeWorld } from '../../properties/model/world.ts'
import { serviceMatrix } from '../../properties/test-support/service-matrix.ts'
import type { StartedCluster } from '../cluster.ts'
import { scratchLedger } from '../ledger/scratch-ledger.fixture.ts'
import { exampleTopology } from '../networks/example-topology.fixture.ts'
import { addressOf, bothProtocols, patience, told } from '../running/example-cluster.fixture.ts'
import { labProvider } from './provider.ts'

const scratch = scratchLedger()
afterAll(() => scratch.remove())

const modes = ['iptables', 'nftables'] as const
const networks = ['flannel-vxlan', 'flannel-host-gw', 'calico-vxlan']
const profiles = networks.flatMap((network) => modes.map((mode) => [network, mode] as const))

function start(networkName: string, proxy: (typeof modes)[number]): Promise<StartedCluster> {
  const network = findNetwork(networkName) as Network
  const name = `services-${networkName}-${proxy}-${process.pid}`
  return labProvider.start({ name, network, topology: exampleTopology, proxy, keep: false }, patience())
}

const bounds = { services: 8, maxPodsPerNode: 5 }
const scenarios = fc.sample(scenarioArbitrary(exampleTopology, bounds), { seed: 5, numRuns: 3 })

test.concurrent.each(profiles)('%s with %s: every Service is answered as the model says', async (name, mode) => {
  const cluster = await start(name, mode)
  try {
    for (const scenario of scenarios) {
      const status = await cluster.apply(scenario, patience())
      const world = makeWorld(cluster.network, cluster.topology, scenario, status)
      const probes = serviceMatrix(world)
      const observations = await cluster.probe(probes, patience())
      const checks = observations.map((seen, index) => judgeProbe('services', world, probes[index] as Probe, seen))
      const exchanges = observations.map((seen, index) => [probes[index] as Probe, seen] as const)
      // Names what a known defect did by chance to one probe of thousands, where it is right the next time.
      await repeatRefuted(world, cluster, exchanges, checks, patience())
      expect(checks.filter(({ verdict, defect }) => verdict !== 'holds' && defect === undefined)).toEqual([])
      expect(checks.length).toBeGreaterThan(300)
    }
  } finally {
    await cluster.stop()
  }
})

const clusterIP = '10.96.0.20'

function pod(name: string, nodeName: string, app: string): Pod {
  return { name, nodeName, hostNetwork: false, containers: [{ name: 'c', port: 8080 }], labels: { app } }
}

function service(changes: Partial<Service> = {}): Service {
  const ports = (['TCP', 'UDP'] as const).map((protocol) => ({ name: protocol.toLowerCase(), protocol, port: 80 }))
  return {
    name: 'web',
    type: 'ClusterIP',
    clusterIP,
    ports: ports.map((port) => ({ ...port, targetPort: 8080 })),
    selector: { app: 'web' },
    ...changes,
  }
}

describe.each(modes)('%s: what a change does', (mode) => {
  let cluster: StartedCluster
  beforeAll(async () => {
    cluster = await start('flannel-vxlan', mode)
  })
  afterAll(() => cluster.stop())

  const apply = (...scenario: [Pod[], ...Service[]]) => {
    const [pods, ...services] = scenario
    return cluster.apply({ pods, services } satisfies Scenario, patience())
  }
  /** The same client with the same port each time. */
  const callAgain = async () => {
    const bind = { address: addressOf(cluster.status(), 'a'), port: 33_333 }
    const probes = bothProtocols('pod/a', { kind: 'cluster-ip', address: clusterIP, port: 80 })
    const udp = probes.filter(({ protocol }) => protocol === 'udp').map((probe) => ({ ...probe, bind }))
    const [observation] = await cluster.probe(udp, patience())
    return observation === undefined ? '' : told(observation).replace(/ saw .*/, '')
  }
  const answers = async (count: number) => {
    const [tcp] = bothProtocols('pod/a', { kind: 'cluster-ip', address: clusterIP, port: 80 })
    const observations = await cluster.probe(Array<Probe>(count).fill(tcp as Probe), patience(), undefined, true)
    return new Set(observations.map(({ outcome, server }) => server?.identity ?? outcome))
  }
  const rules = async () => {
    const file = join(scratch.directory, 'rules')
    await cluster.execute('node/node1', ['sh', '-ec', 'nft list ruleset >"$1" 2>/dev/null', 'sh', file])
    return readFileSync(file, 'utf8').replaceAll(/counter packets \d+ bytes \d+/g, '')
  }

  test('a UDP flow follows the endpoints, but stays when there are none (kubernetes#139628)', async () => {
    const client = pod('a', 'node1', 'client')
    await apply([client, pod('b', 'node1', 'web'), pod('c', 'node2', 'other')], service())
    expect(await callAgain()).toBe('pod/b/c')
    await apply([client, pod('b', 'node1', 'other'), pod('c', 'node2', 'web')], service())
    expect(await callAgain()).toBe('pod/c/c')
    await apply([client, pod('b', 'node1', 'other'), pod('c', 'node2', 'other')], service())
    expect(await callAgain()).toBe('pod/c/c')
    expect(await answers(1)).toEqual(new Set(['refused']))
  })

  test('a client stays with its endpoint while it is there, whatever else changes', async () => {
    const pods = [pod('a', 'node1', 'client'), ...['b', 'c', 'd', 'e'].map((name) => pod(name, 'node2', 'web'))]
    const sticky = service({ sessionAffinity: 'ClientIP' })
    await apply(pods, sticky)
    const [first, ...others] = await answers(12)
    expect(others).toEqual([])
    await apply(pods, sticky, service({ name: 'second', clusterIP: '10.96.0.21' }))
    expect(await answers(12)).toEqual(new Set([first]))
    const left = pods.filter(({ name }) => first !== `pod/${name}/c`)
    await apply(left, sticky)
    const then = await answers(12)
    expect(then.size).toBe(1)
    expect(then).not.toEqual(new Set([first]))
  })

  test('nothing is left of a Service that is gone', async () => {
    const pods = [pod('a', 'node1', 'client'), pod('b', 'node1', 'web')]
    await apply(pods)
    const before = await rules()
    await apply(pods, service({ type: 'NodePort', sessionAffinity: 'ClientIP', externalIPs: ['192.0.2.1'] }))
    const during = await rules()
    for (const address of [clusterIP, '192.0.2.1']) expect(during).toContain(address)
    expect(before).not.toContain(clusterIP)
    await apply(pods)
    expect(await rules()).toBe(before)
  })

  test('who attaches is told the same', async () => {
    await apply([pod('a', 'node1', 'client'), pod('b', 'node1', 'web')], service())
    const attached = await labProvider.attach(cluster.name, patience())
    try {
      expect(attached.status()).toEqual(cluster.status())
      expect(attached.status().services?.[0]?.slices[0]?.endpoints).toHaveLength(1)
      const drops = attached.status().nodes.map(({ dropsInvalid }) => dropsInvalid ?? false)
      expect(new Set(drops)).toEqual(new Set([mode === 'iptables']))
    } finally {
      await attached.detach()
    }
  })
})
