import { labProvider } from './provider.ts'
import { sweep } from '../ledger/sweep.ts'
import { findNetwork } from '../../properties/model/networks/index.ts'
import type { Probe, TargetKind } from '../../properties/model/probe.ts'
import type { PlaceId } from '../../properties/model/place.ts'
const [networkName = 'flannel-vxlan', nodes = '3', podsPer = '4', segs='1'] = process.argv.slice(2)
const network = findNetwork(networkName)!
const s = AbortSignal.timeout(120000)
const topology = {
  podCIDR: '10.244.0.0/16', serviceCIDR: '10.96.0.0/16',
  nodes: Array.from({ length: Number(nodes) }, (_, i) => ({ name: `node${i + 1}`, address: `172.30.${i < Number(nodes)-1 || segs==='1' ? 0 : 1}.${11 + i}`, podCIDR: `10.244.${i + 1}.0/24`, segment: i < Number(nodes)-1 || segs==='1' ? 0 : 1 })),
  externalAddress: '172.30.0.100', externalDetourAddress: '172.30.0.101', uplinkMtuBytes: 1500,
}
console.log(await labProvider.problems())
let t = performance.now()
const lap = (w: string) => { console.log(w, Math.round(performance.now() - t), 'ms'); t = performance.now() }
const c = await labProvider.start({ name: 'try'+process.pid, network, topology, keep: false }, s)
lap('start')
const pods = topology.nodes.flatMap((n) => Array.from({ length: Number(podsPer) }, (_, i) => ({ name: `${n.name}-p${i}`, nodeName: n.name, hostNetwork: false, containers: [{ name: 'a', port: 8080 }] })))
const st = await c.apply({ pods }, s)
lap('apply')
console.log(JSON.stringify(st.nodes))
const ipOf = Object.fromEntries(st.pods.map((p) => [p.name, p.ips[0]!]))
const probes: Probe[] = []
for (const a of pods) for (const b of pods) for (const protocol of ['tcp', 'udp'] as const)
  probes.push({ client: `pod/${a.name}`, target: { kind: 'pod', address: ipOf[b.name]!, port: 8080, place: `pod/${b.name}`, server: `pod/${b.name}/a` }, protocol, size: 'small', payloadBytes: 24 })
let obs = await c.probe(probes, s)
lap(`probe ${probes.length}`)
const bad = probes.flatMap((p, i) => { const o = obs[i]!; return o.outcome === 'answered' && o.server!.identity === p.target.server && o.server!.peer.address === ipOf[p.client.slice(4)] ? [] : [[p, o]] })
console.log('bad', bad.length, JSON.stringify(bad.slice(0, 3)))
const one = async (what: string, client: PlaceId, kind: TargetKind, address: string, port: number, bind?: string) => {
  for (const protocol of ['tcp', 'udp'] as const) {
    const [o] = await c.probe([{ client, ...(bind ? { bind: { address: bind } } : {}), target: { kind, address, port }, protocol, size: 'small', payloadBytes: 24 }], s)
    console.log(what.padEnd(28), protocol, o!.outcome, o!.error ?? '', o!.server ? `${o!.server.identity} saw ${o!.server.peer.address}` : '', Math.round(o!.durationMs))
  }
}
const n1p = ipOf['node1-p0']!, n2p = ipOf['node2-p0']!
const last = `node${nodes}`
await one('node -> local pod', 'node/node1', 'pod', n1p, 8080)
await one('node -> remote pod', 'node/node1', 'pod', n2p, 8080)
await one('node bound -> local pod', 'node/node1', 'pod', n1p, 8080, '172.30.0.11')
await one('node bound -> remote pod', 'node/node1', 'pod', n2p, 8080, '172.30.0.11')
await one('node -> last pod', 'node/node1', 'pod', ipOf[`${last}-p0`]!, 8080)
await one('pod -> own node', 'pod/node1-p0', 'node', '172.30.0.11', 7946)
await one('pod -> remote node', 'pod/node1-p0', 'node', '172.30.0.12', 7946)
await one('pod -> external', 'pod/node1-p0', 'external', '172.30.0.100', 8080)
await one('last pod -> external', `pod/${last}-p0`, 'external', '172.30.0.100', 8080)
await one('node -> external', 'node/node1', 'external', '172.30.0.100', 8080)
await one('external -> pod', 'external', 'pod', n1p, 8080)
await one('external detour -> pod', 'external', 'pod', n1p, 8080, '172.30.0.101')
await one('external detour -> last pod', 'external', 'pod', ipOf[`${last}-p0`]!, 8080, '172.30.0.101')
await one('external -> node', 'external', 'node', '172.30.0.11', 7946)
if (network.podLinks === 'bridge') { await one('pod -> gateway', 'pod/node1-p0', 'gateway', '10.244.1.1', 7946)
await one('pod -> remote gateway', 'pod/node1-p0', 'gateway', '10.244.2.1', 7946) }
await one('pod -> closed', 'pod/node1-p0', 'closed-port', n2p, 4)
await one('pod -> unused', 'pod/node1-p0', 'unused-address', '10.244.2.200', 8080)
await one('node -> unowned', 'node/node1', 'unowned-range', '10.244.77.7', 8080)
await one('pod -> unowned', 'pod/node1-p0', 'unowned-range', '10.244.77.7', 8080)
t = performance.now()
const pods2 = pods.map((p) => ({ ...p, name: `x-${p.name}` }))
await c.apply({ pods: pods2 }, s)
lap('apply other')
await c.apply({ pods: pods2.slice(1) }, s)
lap('apply one less')
console.log(await c.execute('node/node1', ['sh', '-c', 'pwd; ip -br addr; ip route; iptables-save -t nat | grep -c MASQ']))
t = performance.now()
await c.stop()
lap('stop')
console.log(await sweep({ all: false }), await labProvider.list())
