import type { Topology } from '../../properties/model/topology.ts'
import { type AddressRules, allocateAddress, type NodeAddresses } from '../networks/address-allocation.ts'
import type { Difference } from '../running/difference.ts'

export interface Assignment {
  addresses: NodeAddresses[]
  podAddresses: Record<string, string>
  /** Ranges that Nodes took because theirs were full. */
  newRanges: { owner: string; range: string }[]
}

/**
 * Addresses for the Pods that are added, after those of removed Pods are free again.
 * Throws RangeError when a Node has no address left.
 */
export function assignAddresses(
  rules: AddressRules,
  topology: Topology,
  current: Pick<Assignment, 'addresses' | 'podAddresses'>,
  { removed, added }: Difference,
): Assignment {
  const gone = new Set(removed.map((pod) => pod.name))
  const podAddresses = Object.fromEntries(Object.entries(current.podAddresses).filter(([name]) => !gone.has(name)))
  const used = new Set(Object.values(podAddresses))
  const newRanges: Assignment['newRanges'] = []
  let addresses = [...current.addresses]
  for (const { name, nodeName } of added.filter((pod) => !pod.hostNetwork)) {
    const allocated = allocateAddress(rules, topology, addresses, nodeName, used)
    podAddresses[name] = allocated.address
    used.add(allocated.address)
    addresses = addresses.map((own) => (own.node === nodeName ? allocated.addresses : own))
    if (allocated.newRange !== undefined) newRanges.push({ owner: nodeName, range: allocated.newRange })
  }
  return { addresses, podAddresses, newRanges }
}
