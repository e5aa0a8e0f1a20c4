import type { Tunnel } from '../../properties/model/networks/network.ts'
import type { NodeSpec } from '../../properties/model/topology.ts'
import { type Step, without } from './step.ts'
import { addressesOf, peers, type WiringContext } from './wiring.ts'

/** Felix's sets and the part of its chains that decides without policies (datapath 1.3 and 7, names of v3.32). */
export function calicoRules(context: WiringContext, node: NodeSpec): Step[] {
  return [
    { tool: 'ipset', lines: setLines(context, node) },
    { tool: 'iptables-restore', lines: [...nat(context), ...filter(context), ...raw(context)] },
    reversePathCheck,
  ]
}

function setLines(context: WiringContext, node: NodeSpec): string[] {
  const { network, topology } = context
  const own = [node.address, addressesOf(context, node.name).tunnelAddress, '127.0.0.1']
  const sets: Record<string, (string | undefined)[]> = {
    'cali40this-host': own,
    'cali40network-ip-pools': [topology.podCIDR],
    'cali40masq-ipam-pools': [topology.podCIDR],
  }
  const name = hostsSet(network.tunnel)
  if (name !== undefined) sets[name] = peers(context, node).map((peer) => peer.address)
  return Object.entries(sets).flatMap(([name, members]) => [
    `create ${name} ${name === 'cali40this-host' ? 'hash:ip' : 'hash:net'} family inet maxelem 1048576`,
    ...members.flatMap((member) => (member === undefined ? [] : [`add ${name} ${member}`])),
  ])
}

/** The peer among the hosts from which encapsulated packets are taken. */
export function knownHost({ network: { tunnel } }: WiringContext, { address }: NodeSpec): Step[] {
  const name = hostsSet(tunnel)
  return name === undefined ? [] : [{ tool: 'ipset', lines: [`add ${name} ${address} -exist`] }]
}

/** The peer no longer among them. */
export function unknownHost({ network: { tunnel } }: WiringContext, { address }: NodeSpec): Step[] {
  const name = hostsSet(tunnel)
  return name === undefined ? [] : without('ipset', `del ${name} ${address}`)
}

/** The set of hosts from which encapsulated packets are taken. */
function hostsSet(tunnel: Tunnel | undefined): string | undefined {
  if (tunnel === undefined) return undefined
  return tunnel.encapsulation === 'vxlan' ? 'cali40all-vxlan-net' : 'cali40all-hosts-net'
}

function encapsulated(tunnel: Tunnel): string {
  return tunnel.encapsulation === 'vxlan' ? `-p udp -m udp --dport ${tunnel.port}` : '-p 4'
}

function nat({ network: { tunnel } }: WiringContext): string[] {
  const outgoing = '-m set --match-set cali40masq-ipam-pools src -m set ! --match-set cali40network-ip-pools dst'
  // What the Node itself sends into the tunnel takes the tunnel's address.
  const intoTunnel = '-m addrtype ! --src-type LOCAL --limit-iface-out -m addrtype --src-type LOCAL'
  return [
    '*nat',
    ':cali-POSTROUTING - [0:0]',
    ':cali-fip-snat - [0:0]',
    ':cali-nat-outgoing - [0:0]',
    '-I POSTROUTING 1 -j cali-POSTROUTING',
    '-A cali-POSTROUTING -j cali-fip-snat',
    '-A cali-POSTROUTING -j cali-nat-outgoing',
    ...(tunnel === undefined
      ? []
      : [`-A cali-POSTROUTING -o ${tunnel.device} ${intoTunnel} -j MASQUERADE --random-fully`]),
    `-A cali-nat-outgoing ${outgoing} -j MASQUERADE --random-fully`,
    'COMMIT',
  ]
}

function filter({ network: { tunnel } }: WiringContext): string[] {
  if (tunnel === undefined) return []
  const known = `-m set --match-set ${hostsSet(tunnel)} src`
  return [
    '*filter',
    ':cali-INPUT - [0:0]',
    '-I INPUT 1 -j cali-INPUT',
    `-A cali-INPUT ${encapsulated(tunnel)} ${known} -m addrtype --dst-type LOCAL -j ACCEPT`,
    `-A cali-INPUT ${encapsulated(tunnel)} -m addrtype --dst-type LOCAL -j DROP`,
    'COMMIT',
  ]
}

function raw({ network: { tunnel } }: WiringContext): string[] {
  const untracked = tunnel?.encapsulation === 'vxlan' ? [`${encapsulated(tunnel)} -j NOTRACK`] : []
  return [
    '*raw',
    ':cali-PREROUTING - [0:0]',
    ':cali-OUTPUT - [0:0]',
    '-I PREROUTING 1 -j cali-PREROUTING',
    '-I OUTPUT 1 -j cali-OUTPUT',
    ...untracked.flatMap((rule) => [`-A cali-PREROUTING ${rule}`, `-A cali-OUTPUT ${rule}`]),
    'COMMIT',
  ]
}

/** A Pod may not send under an address that is not its own. Not every kernel has the rpfilter match. */
const reversePathCheck: Step = {
  tool: 'iptables-restore',
  lines: ['*raw', '-A cali-PREROUTING -i cali+ -m rpfilter --validmark --invert -j DROP', 'COMMIT'],
  mayFail: true,
}
