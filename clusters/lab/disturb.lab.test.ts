import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Flow } from '../../properties/model/flow.ts'
import { findNetwork } from '../../properties/model/networks/index.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Service } from '../../properties/model/service.ts'
import type { StartedCluster } from '../cluster.ts'
import { scratchLedger } from '../ledger/scratch-ledger.fixture.ts'
import { exampleTopology } from '../networks/example-topology.fixture.ts'
import { addressOf, bothProtocols, examplePod, patience, told } from '../running/example-cluster.fixture.ts'
import { labProvider } from './provider.ts'

const scratch = scratchLedger()
let cluster: StartedCluster
beforeAll(async () => {
  const network = findNetwork('flannel-host-gw') as Network
  const name = `disturb-${process.pid}`
  cluster = await labProvider.start(
    { name, network, topology: exampleTopology, proxy: 'nftables', keep: false },
    patience(),
  )
})
afterAll(async () => {
  await cluster?.stop()
  scratch.remove()
})

const clusterIP = '10.96.0.20'
const web: Service = {
  name: 'web',
  type: 'ClusterIP',
  clusterIP,
  ports: (['TCP', 'UDP'] as const).map((protocol) => ({
    name: protocol.toLowerCase(),
    protocol,
    port: 80,
    targetPort: 8080,
  })),
  selector: { app: 'web' },
}
const pods = [
  examplePod('a', 'node1'),
  { ...examplePod('b', 'node2'), labels: { app: 'web' } },
  examplePod('c', 'node2'),
]
const start: Scenario = { pods, services: [web] }
const toWeb = bothProtocols('pod/a', { kind: 'cluster-ip', address: clusterIP, port: 80 })
const toB = (): Probe[] => {
  return bothProtocols('pod/a', { kind: 'pod', address: addressOf(cluster.status(), 'b'), port: 8080, place: 'pod/b' })
}
const answers = async (probes: Probe[]) => (await cluster.probe(probes, patience())).map(told)

test('a new Pod gets the address of the one that goes, wherever the search for one stands', async () => {
  await cluster.apply(start, patience())
  for (const old of ['b', 'c']) {
    await cluster.apply(start, patience())
    const address = addressOf(cluster.status(), old)
    const heir = examplePod(`heir-of-${old}`, 'node2')
    await cluster.disturb({ kind: 'reuse-address', podName: old, pod: heir }, patience())
    const left = pods.filter(({ name }) => name !== old)
    await cluster.apply({ ...start, pods: [...left, heir] }, patience())
    expect(addressOf(cluster.status(), heir.name)).toBe(address)
  }
})

/** How often node2's uplink lost its carrier and got it back, as iproute2 prints it. */
async function statistics(): Promise<string> {
  const file = join(scratch.directory, 'link')
  const script = 'ip -s -s link show eth0 >"$1"'
  await cluster.execute('node/node2', ['sh', '-ec', script, 'sh', file])
  return /transns\s*\n(?:.*\s)?(\d+)\s*\n/.exec(readFileSync(file, 'utf8'))?.[1] ?? 'unknown'
}

test('a link that flaps keeps routes, and connections go on', async () => {
  await cluster.apply(start, patience())
  const flows = toB().map((probe): Flow => ({ kind: 'held', probe }))
  const { traffic } = await cluster.keepFlowing(
    flows,
    async () => {
      const before = await statistics()
      await cluster.disturb({ kind: 'flap-link', nodeName: 'node2' }, patience())
      expect(await statistics()).not.toBe(before)
      expect(await answers(toB())).toEqual(Array(2).fill(expect.stringMatching(/^pod\/b\/c saw /)))
    },
    patience(),
  )
  expect(traffic.reports[0]?.ended).toBeUndefined()
})

test('a proxy and DNS servers that are started again answer as before', async () => {
  const fresh = await labProvider.start(
    {
      name: `disturb-again-${process.pid}`,
      network: findNetwork('flannel-vxlan') as Network,
      topology: exampleTopology,
      proxy: 'iptables',
      keep: false,
    },
    patience(),
  )
  try {
    await fresh.apply(start, patience())
    const rules = async () => JSON.stringify((await fresh.structure(patience()))['node/node1']?.natRules)
    const before = await rules()
    for (const what of ['proxy', 'dns'] as const) await fresh.disturb({ kind: 'restart', what }, patience())
    expect(await rules()).toBe(before)
    expect((await fresh.probe(toWeb, patience())).map(told)).toEqual(Array(2).fill(expect.stringMatching(/^pod\/b\/c/)))
    const dns = fresh.status().dns?.address ?? ''
    const query = { name: 'web.default.svc.cluster.local', type: 'A' as const }
    const asked = bothProtocols('pod/a', { kind: 'cluster-ip', address: dns, port: 53 }).map((probe) => ({
      ...probe,
      query,
    }))
    expect((await fresh.probe(asked, patience())).map(({ answer }) => answer?.records[0]?.data)).toEqual([
      clusterIP,
      clusterIP,
    ])
    await expect(fresh.disturb({ kind: 'restart', what: 'network-daemon' }, patience())).rejects.toThrow('has no')
  } finally {
    await fresh.stop()
  }
})
