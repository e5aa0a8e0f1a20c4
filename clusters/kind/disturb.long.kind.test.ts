import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { topologyOf } from '../../properties/model/default-topology.ts'
import type { Flow } from '../../properties/model/flow.ts'
import { flannelHostGw } from '../../properties/model/networks/flannel-host-gw.ts'
import { nodePlace } from '../../properties/model/place.ts'
import type { Step } from '../../properties/model/step.ts'
import type { StartedCluster } from '../cluster.ts'
import { waitUntil } from '../host/clock.ts'
import { scratchLedger } from '../ledger/scratch-ledger.fixture.ts'
import { addressOf, bothProtocols, examplePod, told } from '../running/example-cluster.fixture.ts'
import { makeKindProvider } from './provider.ts'

vi.setConfig({ hookTimeout: 300_000, testTimeout: 240_000 })
const scratch = scratchLedger()
const patience = (): AbortSignal => AbortSignal.timeout(220_000)
const nodes = ['node1', 'node2']
let cluster: StartedCluster

beforeAll(async () => {
  const request = { name: `disturb-${process.pid}`, network: flannelHostGw, topology: topologyOf([0, 0]), keep: false }
  cluster = await makeKindProvider().start(request, patience())
  await cluster.apply({ pods: [examplePod('a', 'node1'), examplePod('b', 'node2')], services: [] }, patience())
})
afterAll(async () => {
  await cluster?.stop()
  scratch.remove()
})

/** What a script prints on each Node. */
async function onNodes(script: string): Promise<string[]> {
  const commands = nodes.map((name) => ({ place: nodePlace(name), argv: ['sh', '-c', script] }))
  return (await cluster.read(commands, patience())).map(({ stdout }) => stdout.trim())
}

const toB = () => {
  const target = { kind: 'pod', address: addressOf(cluster.status(), 'b'), port: 8080, place: 'pod/b' } as const
  return bothProtocols('pod/a', target)
}

test.each([
  ['proxy', 'kube-proxy'],
  ['network-daemon', 'flanneld'],
] as const)('a restart of the %s is one, and a connection between Pods goes on', async (what, program) => {
  const pids = () => onNodes(`grep -lsx ${program} /proc/[0-9]*/comm`)
  const before = await pids()
  expect(before.every((own) => own !== '')).toBe(true)
  const flows = toB().map((probe): Flow => ({ kind: 'held', probe }))
  const restart = () => cluster.disturb({ kind: 'restart', what }, patience())
  const { traffic } = await cluster.keepFlowing(flows, restart, patience())
  for (const [index, own] of (await pids()).entries()) {
    expect(own).not.toBe('')
    expect(own).not.toBe(before[index])
  }
  expect(traffic.reports[0]?.ended).toBeUndefined()
})

test('CoreDNS that was started again has other addresses, which the cluster’s status knows, and answers', async () => {
  const addresses = () => {
    const served = cluster.status().services?.find(({ service }) => service.name === 'kube-dns')
    return served?.slices.flatMap(({ endpoints }) => endpoints.map(({ address }) => address)) ?? []
  }
  const before = new Set(addresses())
  expect(before.size).toBe(2)
  await cluster.disturb({ kind: 'restart', what: 'dns' }, patience())
  const after = addresses()
  expect(after).toHaveLength(2)
  expect(after.filter((address) => before.has(address))).toEqual([])
  const others = cluster.status().nodes.flatMap(({ otherPods = [] }) => otherPods)
  expect(others).toEqual(expect.arrayContaining(after))
  const query = { name: 'kubernetes.default.svc.cluster.local', type: 'A' } as const
  const address = cluster.status().dns?.address ?? ''
  const asked = bothProtocols('pod/a', { kind: 'cluster-ip', address, port: 53 }).map((probe) => ({ ...probe, query }))
  const answers = await cluster.probe(asked, patience())
  expect(answers.map(({ answer }) => answer?.records.length)).toEqual([1, 1])
})

test('a link that flaps has its default route again, and flanneld brings the ways to Pods back', async () => {
  const step: Step = { kind: 'flap-link', nodeName: 'node2' }
  const changes = () => onNodes('cat /sys/class/net/eth0/carrier_down_count; ip -4 route show default')
  const before = await changes()
  await cluster.disturb(step, patience())
  const after = await changes()
  expect(after[0]).toBe(before[0])
  expect(after[1]).not.toBe(before[1])
  expect(after[1]?.split('\n').slice(1)).toEqual(before[1]?.split('\n').slice(1))
  await waitUntil({ name: 'routeCheck, every 10 s', timeMs: 15_000 }, async () => {
    return (await cluster.probe(toB(), patience(), 1_000)).map(told).every((answer) => answer.startsWith('pod/b/c saw'))
  })
})

test('a Service’s address is not kind’s to hand on', async () => {
  const step: Step = { kind: 'reuse-address', podName: 'b', pod: examplePod('c', 'node2') }
  await expect(cluster.disturb(step, patience())).rejects.toThrow('kind has no reuse-address')
})
