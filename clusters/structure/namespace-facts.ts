import type { NamespaceFacts } from '../../properties/model/facts.ts'
import type { PlaceId } from '../../properties/model/place.ts'
import type { CommandResult, CommandSpec } from '../agent/protocol.ts'
import { parseLists } from './json.ts'
import { addressesOf, linkOf, linkSchema } from './links.ts'
import { forwardingEntryOf, forwardingSchema, neighbourOf, neighbourSchema } from './neighbours.ts'
import { parseIptablesRules, parseNftablesRules, parseSysctls, readSysctlsScript } from './node-settings.ts'
import { routeOf, routeSchema } from './routes.ts'

const batch = ['addr show', 'route show table main', 'neigh show']

/**
 * Nothing without ip_vs. The tool comes first: where namespaces share the kernel's table, as they do in 6.1, the file
 * leaves out servers at the end of each page (ip_vs_ctl.c ip_vs_info_array).
 */
const virtualServers = '[ ! -e /proc/net/ip_vs ] || ipvsadm -Sn 2> /dev/null || cat /proc/net/ip_vs'

/** What to run in any place; `parsePlace` understands the results. */
export function placeCommands(place: PlaceId): CommandSpec[] {
  return [
    { place, argv: ['ip', '-d', '-j', '-batch', '-'], input: `${batch.join('\n')}\n` },
    { place, argv: ['stat', '-L', '-c', '%i', '/proc/self/ns/net'] },
  ]
}

/** What to run in a Node besides; `parseNode` understands the results. */
export function nodeCommands(place: PlaceId): CommandSpec[] {
  return [
    { place, argv: ['bridge', '-j', 'fdb', 'show'] },
    { place, argv: ['sh', '-c', readSysctlsScript] },
    { place, argv: ['iptables-save', '-t', 'nat'] },
    // No such table is no error here: flannel writes it in nftables mode alone.
    { place, argv: ['nft', 'list', 'table', 'ip', 'flannel-ipv4'] },
    // Nor this one, which is there in kube-proxy's nftables mode.
    { place, argv: ['nft', 'list', 'table', 'ip', 'kube-proxy'] },
    { place, argv: ['sh', '-c', virtualServers] },
  ]
}

/** The facts of a place without what is a Node's alone; undefined when it could not be read. */
export function parsePlace([network, inode]: readonly CommandResult[]): NamespaceFacts | undefined {
  if (network?.exitCode !== 0 || inode?.exitCode !== 0) return undefined
  const [links = '', routes = '', neighbours = ''] = network.stdout.split('\n')
  const printed = parseLists(linkSchema, links)
  return {
    inode: Number(inode.stdout),
    links: printed.map(linkOf),
    addresses: printed.flatMap(addressesOf),
    routes: parseLists(routeSchema, routes).map(routeOf),
    neighbours: parseLists(neighbourSchema, neighbours).map(neighbourOf),
    forwarding: [],
    sysctls: {},
    natRules: [],
    proxyTable: [],
    virtualServers: [],
  }
}

/** The facts of a Node: those of its place, and its own. */
export function parseNode(
  place: NamespaceFacts,
  [fdb, sysctls, iptables, nft, proxyTable, ipvs]: readonly CommandResult[],
): NamespaceFacts {
  return {
    ...place,
    forwarding: parseLists(forwardingSchema, fdb?.stdout ?? '').map(forwardingEntryOf),
    sysctls: parseSysctls(sysctls?.stdout ?? ''),
    natRules: [...parseIptablesRules(iptables?.stdout ?? ''), ...parseNftablesRules(nft?.stdout ?? '')],
    proxyTable: linesOf(proxyTable),
    virtualServers: linesOf(ipvs),
  }
}

const linesOf = (result: CommandResult | undefined): string[] =>
  (result?.stdout ?? '').split('\n').filter((line) => line.trim() !== '')
