import { hostAddress, rangeSize } from '../../properties/model/address.ts'
import type { Topology } from '../../properties/model/topology.ts'

/** Addresses of one Node. */
export interface NodeAddresses {
  node: string
  /** Ranges the Node owns, oldest first. */
  ranges: string[]
  /** Address of the tunnel device, where the network takes one out of the ranges. */
  tunnelAddress?: string | undefined
  /** The address handed out last: the search goes on behind it, so that a freed address is not used again at once. */
  last?: string | undefined
}

/** How a network hands out Pod addresses. */
export interface AddressRules {
  /** Every Node's addresses before there are Pods. */
  initial(topology: Topology): NodeAddresses[]
  /** First and last usable address of a range, counted from its start. */
  usable(range: string): { first: number; last: number }
  /** One more range for a Node whose ranges are full; undefined when there is none. */
  nextRange(topology: Topology, all: readonly NodeAddresses[]): string | undefined
}

export interface Allocated {
  address: string
  addresses: NodeAddresses
  /** Present when the Node had to take one more range. */
  newRange?: string
}

/** Takes the next free address of a Node. Throws RangeError when its ranges are full and no more is to be had. */
export function allocateAddress(
  rules: AddressRules,
  topology: Topology,
  all: readonly NodeAddresses[],
  node: string,
  used: ReadonlySet<string>,
): Allocated {
  const own = all.find((addresses) => addresses.node === node)
  if (own === undefined) throw new Error(`node ${node} has no addresses`)
  const address = firstFree(candidates(rules, own.ranges), own, used)
  if (address !== undefined) return { address, addresses: { ...own, last: address } }
  const newRange = rules.nextRange(topology, all)
  if (newRange === undefined) throw new RangeError(`node ${node}: no free address left in ${own.ranges.join(', ')}`)
  const first = hostAddress(newRange, rules.usable(newRange).first)
  return { address: first, addresses: { ...own, ranges: [...own.ranges, newRange], last: first }, newRange }
}

/** The same Node's addresses, of which this one comes next where it is free. Throws Error for one that is not the Node's. */
export function comesNext(rules: AddressRules, own: NodeAddresses, address: string): NodeAddresses {
  const list = candidates(rules, own.ranges)
  const index = list.indexOf(address)
  if (index < 0) throw new Error(`${address} is no address of ${own.node}`)
  return { ...own, last: list.at(index - 1) }
}

const usableAddresses = new Map<string, string[]>()

/** Every address of the ranges that may be handed out, in order. Worked out once per range: it takes milliseconds. */
function candidates(rules: AddressRules, ranges: readonly string[]): string[] {
  return ranges.flatMap((range) => {
    const { first, last } = rules.usable(range)
    const key = `${range} ${first} ${last}`
    const known = usableAddresses.get(key)
    if (known !== undefined) return known
    const list = Array.from({ length: last - first + 1 }, (_, index) => hostAddress(range, first + index))
    usableAddresses.set(key, list)
    return list
  })
}

function firstFree(list: readonly string[], own: NodeAddresses, used: ReadonlySet<string>): string | undefined {
  const start = own.last === undefined ? 0 : list.indexOf(own.last) + 1
  return [...list.slice(start), ...list.slice(0, start)].find(
    (address) => address !== own.tunnelAddress && !used.has(address),
  )
}

/**
 * host-local of a Node's podCIDR: `.2` to the last but one; `.0`, the gateway `.1` and the broadcast address stay free
 * (datapath 1.2).
 */
export const hostLocalRules: AddressRules = {
  initial: (topology) => topology.nodes.map((node) => ({ node: node.name, ranges: [node.podCIDR] })),
  usable: (range) => ({ first: 2, last: rangeSize(range) - 2 }),
  nextRange: () => undefined,
}
