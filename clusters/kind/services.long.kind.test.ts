import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { topologyOf } from '../../properties/model/default-topology.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import type { Pod } from '../../properties/model/scenario.ts'
import type { Service } from '../../properties/model/service.ts'
import type { StartedCluster } from '../cluster.ts'
import { scratchLedger } from '../ledger/scratch-ledger.fixture.ts'
import { makeKindProvider } from './provider.ts'

vi.setConfig({ hookTimeout: 300_000, testTimeout: 240_000 })
const scratch = scratchLedger()
const patience = (): AbortSignal => AbortSignal.timeout(220_000)
let cluster: StartedCluster

beforeAll(async () => {
  const topology = topologyOf([0, 0])
  const request = { name: `services-${process.pid}`, network: flannelVxlan, topology, keep: false }
  cluster = await makeKindProvider().start(request, patience())
})
afterAll(async () => {
  await cluster?.stop()
  scratch.remove()
})

const service: Service = {
  name: 's',
  type: 'ClusterIP',
  ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }],
  selector: { s: 'member' },
}

const pod = (name: string, nodeName: string, changes: Partial<Pod> = {}): Pod => ({
  name,
  nodeName,
  hostNetwork: false,
  containers: [{ name: 'c', port: 8080 }],
  labels: { s: 'member' },
  ...changes,
})

/** Each endpoint of the Service with its conditions, by its Pod, once a scenario is applied. */
async function endpoints(pods: Pod[], services: Service[] = [service]): Promise<Record<string, string>> {
  const status = await cluster.apply({ pods, services }, patience())
  const served = status.services?.find((one) => one.service.name === 's')
  const all = served?.slices.flatMap((slice) => slice.endpoints) ?? []
  return Object.fromEntries(
    all.map(({ pod = '', conditions }) => [
      pod,
      (['ready', 'serving', 'terminating'] as const).filter((name) => conditions[name]).join(' '),
    ]),
  )
}

const addressOf = (name: string) => cluster.status().pods.find((pod) => pod.name === name)?.ips[0]

test('readiness, labels and the order to end reach a Pod that goes on; then it ends, and comes back as another', async () => {
  expect(await endpoints([pod('a', 'node1'), pod('b', 'node2', { ready: false })])).toEqual({
    a: 'ready serving',
    b: '',
  })
  const before = [addressOf('a'), addressOf('b')]
  expect(await endpoints([pod('a', 'node1', { ready: false }), pod('b', 'node2')])).toEqual({
    a: '',
    b: 'ready serving',
  })
  expect(await endpoints([pod('a', 'node1'), pod('b', 'node2', { terminating: true })])).toEqual({
    a: 'ready serving',
    b: 'serving terminating',
  })
  expect(
    await endpoints([pod('a', 'node1', { labels: { other: 'x' } }), pod('b', 'node2', { terminating: true })]),
  ).toEqual({ b: 'serving terminating' })
  expect([addressOf('a'), addressOf('b')]).toEqual(before)

  expect(await endpoints([pod('a', 'node1'), pod('b', 'node2')])).toEqual({ a: 'ready serving', b: 'ready serving' })
  expect(addressOf('a')).toBe(before[0])
  expect(addressOf('b')).not.toBe(before[1])
})

test('a Service is changed, and goes', async () => {
  const headless: Service = { ...service, clusterIP: 'None' }
  const ofScenario = () => cluster.status().services?.find((one) => one.service.name === 's')?.service
  await endpoints([pod('a', 'node1')])
  expect(ofScenario()?.clusterIP).toMatch(/^10\.96\./)
  expect(await endpoints([pod('a', 'node1')], [headless])).toEqual({ a: 'ready serving' })
  expect(ofScenario()?.clusterIP).toBe('None')
  await endpoints([pod('a', 'node1')], [])
  expect(ofScenario()).toBeUndefined()
})
