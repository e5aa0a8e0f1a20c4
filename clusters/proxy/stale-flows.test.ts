import { expect, test } from 'vitest'
import type { Service } from '../../properties/model/service.ts'
import { served } from './example-services.fixture.ts'
import { parseUdpFlows, staleFlowCommands, touchesUdp, type UdpFlow } from './stale-flows.ts'

const ports: Service['ports'] = [{ protocol: 'UDP', port: 80, targetPort: 8080, nodePort: 30_080 }]
const udp = (endpoints?: Record<string, string>) =>
  served({ type: 'NodePort', ports, externalIPs: ['192.0.2.1'] }, endpoints)
const flow = (address: string, port: number, server: string): UdpFlow => ({
  destination: { address, port },
  server: { address: server, port: 8080 },
})

test('a flow is read by where it was sent and who answers', () => {
  const text = [
    'udp      17 29 src=10.244.1.2 dst=10.96.0.20 sport=4711 dport=80 [UNREPLIED] src=10.244.2.2 dst=10.244.1.2 sport=8080 dport=4711 mark=0 use=1',
    'tcp      6 29 TIME_WAIT src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1 [ASSURED] mark=0 use=1',
    '',
  ].join('\n')
  expect(parseUdpFlows(text)).toEqual([flow('10.96.0.20', 80, '10.244.2.2')])
})

test('flows to what no longer serves are ended, by ClusterIP, externalIP and NodePort, each once', () => {
  const gone = ['10.96.0.20', '192.0.2.1'].map((address) => flow(address, 80, '10.244.2.2'))
  const flows = [...gone, ...gone, flow('172.30.0.11', 30_080, '10.244.2.2'), flow('10.96.0.20', 80, '10.244.1.2')]
  const words = staleFlowCommands([udp({ node1: '10.244.1.2' })], flows).map((argv) => argv.join(' '))
  expect(words).toEqual([
    'conntrack -D -p udp --orig-dst 10.96.0.20 --orig-port-dst 80 --reply-src 10.244.2.2 --reply-port-src 8080',
    'conntrack -D -p udp --orig-dst 192.0.2.1 --orig-port-dst 80 --reply-src 10.244.2.2 --reply-port-src 8080',
    'conntrack -D -p udp --orig-port-dst 30080 --reply-src 10.244.2.2 --reply-port-src 8080',
  ])
})

test('flows of a Service that is gone or has no endpoint any more stay, as with kube-proxy (kubernetes#139628)', () => {
  const flows = [flow('10.96.0.20', 80, '10.244.2.2'), flow('172.30.0.11', 30_080, '10.244.2.2')]
  expect(staleFlowCommands([udp({})], flows)).toEqual([])
  expect(staleFlowCommands([], flows)).toEqual([])
})

test('a look at the flows is worth it when endpoints of a UDP port changed', () => {
  expect(touchesUdp([udp()], [udp()])).toBe(false)
  expect(touchesUdp([udp()], [udp({ node1: '10.244.1.2' })])).toBe(true)
  expect(touchesUdp([], [udp()])).toBe(true)
  expect(touchesUdp([served()], [served({}, {})])).toBe(false)
})
