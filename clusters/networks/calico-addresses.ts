import { hostAddress, prefixLength, rangeSize, subnet } from '../../properties/model/address.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { Topology } from '../../properties/model/topology.ts'
import type { AddressRules, NodeAddresses } from './address-allocation.ts'

/** Prefix length of Calico's blocks. A pool smaller than a block is one block. */
export const blockPrefixLength = 26

/**
 * Calico's own address management: the pool is the cluster's Pod range, cut into blocks; podCIDRs are ignored
 * (datapath 7).
 */
export function calicoAddressRules(network: Network): AddressRules {
  return {
    initial: (topology) =>
      topology.nodes.map(({ name }, index) => {
        const range = block(topology.podCIDR, index)
        if (range === undefined) throw new RangeError(`${topology.podCIDR} has no block left for node ${name}`)
        const tunnelAddress = network.tunnel === undefined ? undefined : hostAddress(range, 0)
        return { node: name, ranges: [range], ...(tunnelAddress === undefined ? {} : { tunnelAddress }) }
      }),
    usable: (range) => ({ first: 0, last: rangeSize(range) - 1 }),
    nextRange: (topology, all) => freeBlock(topology, all),
  }
}

/** Blocks that a pool is cut into. */
export const blockCount = (pool: string): number => 2 ** (blockLength(pool) - prefixLength(pool))

const blockLength = (pool: string): number => Math.max(blockPrefixLength, prefixLength(pool))

function block(pool: string, index: number): string | undefined {
  return index < blockCount(pool) ? subnet(pool, blockLength(pool), index) : undefined
}

function freeBlock(topology: Topology, all: readonly NodeAddresses[]): string | undefined {
  const owned = new Set(all.flatMap(({ ranges }) => ranges))
  for (let index = 0; ; index++) {
    const candidate = block(topology.podCIDR, index)
    if (candidate === undefined || !owned.has(candidate)) return candidate
  }
}
