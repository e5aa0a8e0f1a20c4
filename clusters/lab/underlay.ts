import type { Topology } from '../../properties/model/topology.ts'
import { ip, type Step, sysctl } from '../networks/step.ts'
import { externalNamespace, routerNamespace } from './namespace.ts'

/** Prefix length of a segment's subnet. */
export const segmentPrefixLength = 24

/** The subnet's router: `.1` of the /24 around the address. */
export function routerAddress(address: string): string {
  return address.replace(/[0-9]+$/, '1')
}

/** A leg of the router, one per subnet in use. */
export interface RouterLeg {
  device: string
  address: string
  segment: number
}

export function routerLegs(topology: Topology): RouterLeg[] {
  const members = [{ address: topology.externalAddress, segment: 0 }, ...topology.nodes]
  const bySubnet = new Map(members.map(({ address, segment }) => [routerAddress(address), segment]))
  return [...bySubnet].map(([address, segment], index) => ({ device: `eth${index}`, address, segment }))
}

function segmentBridge(segment: number): string {
  return `segment${segment}`
}

/** The cables between the Nodes: one bridge per segment, and a port for each Node, the host outside and the router. */
export function underlaySteps(topology: Topology): Step[] {
  const segments = [...new Set([0, ...topology.nodes.map((node) => node.segment)])]
  const ports = [
    ...topology.nodes.map(({ name, segment }) => ({ port: name, namespace: name, device: 'eth0', segment })),
    { port: externalNamespace, namespace: externalNamespace, device: 'eth0', segment: 0 },
    ...routerLegs(topology).map(({ device, segment }, index) => ({
      port: `${routerNamespace}${index}`,
      namespace: routerNamespace,
      device,
      segment,
    })),
  ]
  const mtu = `mtu ${topology.uplinkMtuBytes}`
  return [
    // br_netfilter would put fragments together again and hide MTU faults (datapath 5).
    { tool: 'sysctl', values: { 'net/bridge/bridge-nf-call-iptables': '0' }, ifPresent: true },
    ip(
      ...segments.map((segment) => `link add ${segmentBridge(segment)} ${mtu} type bridge mcast_snooping 0`),
      ...segments.map((segment) => `link set ${segmentBridge(segment)} up`),
      ...ports.flatMap(({ port, namespace, device, segment }) => [
        `link add ${port} ${mtu} type veth peer name ${device} ${mtu} netns ${namespace}`,
        `link set ${port} master ${segmentBridge(segment)} up`,
      ]),
    ),
  ]
}

/** Joins the segments. It has no default route: what is nobody's is refused at once. */
export function routerSteps(topology: Topology): Step[] {
  return [
    ip(
      ...routerLegs(topology).flatMap(({ device, address }) => [
        `addr add ${address}/${segmentPrefixLength} brd + dev ${device}`,
        `link set ${device} up`,
      ]),
    ),
  ]
}

/** The router forwards whatever comes, as a router that knows nothing of Pods does. */
export const routerSysctls: Step = sysctl({
  'net/ipv4/ip_forward': '1',
  'net/ipv4/conf/all/rp_filter': '0',
  'net/ipv4/conf/default/rp_filter': '0',
})
