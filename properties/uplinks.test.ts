import { expect, test } from 'vitest'
import { arpStaysInItsBroadcastDomain } from './arp-stays-in-its-broadcast-domain.ts'
import { topologyOf } from './model/default-topology.ts'
import type { Frame } from './model/frame.ts'
import { promisedRoutes } from './promised-routes.ts'
import { threePods, worldOf } from './test-support/worlds.ts'

const topology = topologyOf([0, 0])
const nodes = topology.nodes.map((node, index) => (index === 0 ? { ...node, uplink: 'ens5' } : node))
const world = worldOf('flannel-host-gw', threePods, { ...topology, nodes })

test("routes leave through the Node's own uplink", () => {
  const devices = (node: string) =>
    promisedRoutes(world, node).flatMap(({ rule, device }) => (rule === 'route-to-peer' ? [device] : []))
  expect(devices('node1')).toEqual(['ens5'])
  expect(devices('node2')).toEqual(['eth0'])
})

test('leaks are looked for on it', () => {
  const arp = { operation: 'request', senderAddress: '10.244.1.2', targetAddress: '10.244.2.2' }
  const frame = { place: 'node/node1', device: 'ens5', direction: 'out', timeMs: 0, bytes: 42, arp } as unknown as Frame
  const evidence = { exchanges: [], structure: {}, frames: [frame], droppedFrames: 0 }
  const checks = arpStaysInItsBroadcastDomain.judge(world, evidence)
  expect(checks.map(({ subject, verdict }) => `${subject}: ${verdict}`)).toEqual([
    'ARP on ens5 of node1: refuted',
    'ARP on eth0 of node2: holds',
  ])
})

test('where the daemon finds the Nodes one route leads to all of them, through no gateway', () => {
  const [route, ...others] = promisedRoutes(worldOf('flannel-udp', threePods), 'node1')
  expect(route).toMatchObject({ destination: '10.244.0.0/16', device: 'flannel0', gateway: undefined })
  expect(others.map(({ rule }) => rule)).toEqual(['route-to-own-pods'])
})
