import { contains, prefixLength } from '../model/address.ts'
import type { NamespaceFacts, Route } from '../model/facts.ts'

/** Where the kernel sends a packet for an address, by the main table: `local`, a route, or none. */
export type Lookup = { kind: 'local'; device: string } | { kind: 'route'; route: Route } | { kind: 'none' }

/** Longest prefix first, then the smallest metric, as the kernel chooses; routes of devices that are down do not count. */
export function lookUp(facts: NamespaceFacts, address: string): Lookup {
  const own = facts.addresses.find((one) => one.address === address)
  if (own !== undefined) return { kind: 'local', device: own.device }
  if (contains('127.0.0.0/8', address)) return { kind: 'local', device: 'lo' }
  const [route] = facts.routes
    .filter(({ destination, flags }) => contains(destination, address) && !flags.includes('dead'))
    .toSorted(
      (one, other) =>
        prefixLength(other.destination) - prefixLength(one.destination) || (one.metric ?? 0) - (other.metric ?? 0),
    )
  return route === undefined ? { kind: 'none' } : { kind: 'route', route }
}

/** `via 10.244.2.0 dev flannel.1`, `unreachable`, `none`. */
export function describeLookup(found: Lookup): string {
  if (found.kind === 'none') return 'no route'
  if (found.kind === 'local') return `local on ${found.device}`
  const { type, destination, gateway, device } = found.route
  const way = [gateway === undefined ? '' : `via ${gateway}`, device === undefined ? '' : `dev ${device}`].filter(
    Boolean,
  )
  return [type === 'unicast' ? '' : type, destination, ...way].filter(Boolean).join(' ')
}

/** The source a socket of this namespace takes towards an address, where nothing else says. */
export function sourceTowards(facts: NamespaceFacts, address: string): string | undefined {
  const found = lookUp(facts, address)
  if (found.kind === 'local') return address
  if (found.kind === 'none') return undefined
  return found.route.source ?? addressOn(facts, found.route.device) ?? firstGlobal(facts)
}

/** First global IPv4 address of a device. */
export function addressOn(facts: NamespaceFacts, device: string | undefined): string | undefined {
  return facts.addresses.find((one) => one.device === device && one.scope === 'global' && !one.address.includes(':'))
    ?.address
}

function firstGlobal(facts: NamespaceFacts): string | undefined {
  return facts.addresses.find(({ address, scope }) => scope === 'global' && !address.includes(':'))?.address
}

/** The stricter of `all` and the device's own setting decides (kernel ip-sysctl: the maximum of both). */
export function checksReversePath(facts: NamespaceFacts, device: string): boolean {
  const of = (name: string) => Number(facts.sysctls[`net.ipv4.conf.${name.replaceAll('.', '/')}.rp_filter`] ?? 0)
  return Math.max(of('all'), of(device)) === 1
}
