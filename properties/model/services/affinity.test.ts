import { expect, test } from 'vitest'
import { type Client, fromNode, fromPod } from '../../probes.ts'
import { toClusterIP, toNodePort } from '../../service-probes.ts'
import { fivePods, servedBy, servedWorld, serviceOf } from '../../test-support/services.ts'
import { affinityOf } from './affinity.ts'
import type { ProxyMode } from './proxy.ts'

const sticky = serviceOf('x', {
  selector: {},
  sessionAffinity: 'ClientIP',
  sessionAffinityConfig: { clientIP: { timeoutSeconds: 5 } },
})
const outside: Client = { client: 'external' }

function affinities(mode: ProxyMode) {
  const world = servedWorld('flannel-vxlan', { pods: fivePods, services: [sticky] }, mode)
  const served = servedBy(world, 'to-x')
  const [port] = served.service.ports
  if (port === undefined) throw new Error('no port')
  const first = { name: 'node1', address: '172.30.0.11' }
  return {
    clusterIP: (client: Client) => affinityOf(world, toClusterIP(client, served, port)),
    nodePort: (client: Client) => affinityOf(world, toNodePort(client, served, port, first)),
  }
}

test('a client is its address as the Node sees it: masqueraded Pods of one Node are one client', () => {
  const { clusterIP, nodePort } = affinities('iptables')
  const [a, b] = [fromPod({ name: 'a' }), fromPod({ name: 'b' })]
  expect(clusterIP(a)).toEqual({ key: 'node1 10.244.1.2 default/to-x:tcp tcp', holdsSeconds: 5, endsSeconds: 5 })
  expect(clusterIP(a)?.key).toBe(nodePort(a)?.key)
  expect(clusterIP(a)?.key).not.toBe(clusterIP(b)?.key)
  expect(nodePort(fromPod({ name: 'c' }))?.key).toBe(nodePort(fromNode({ name: 'node2' }))?.key)
  expect(nodePort(outside)?.key).toBe('node1 172.30.0.100 default/to-x:tcp tcp')
})

test('IPVS holds on for two minutes, and for each address by itself', () => {
  const { clusterIP, nodePort } = affinities('ipvs')
  const a = fromPod({ name: 'a' })
  expect(clusterIP(a)).toMatchObject({ holdsSeconds: 5, endsSeconds: 120 })
  expect(clusterIP(a)?.key).not.toBe(nodePort(a)?.key)
})
