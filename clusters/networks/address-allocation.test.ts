import { describe, expect, test } from 'vitest'
import { calicoVxlan } from '../../properties/model/networks/calico-vxlan.ts'
import type { Topology } from '../../properties/model/topology.ts'
import { type AddressRules, allocateAddress, hostLocalRules, type NodeAddresses } from './address-allocation.ts'
import { calicoAddressRules } from './calico-addresses.ts'
import { exampleTopology } from './example-topology.fixture.ts'

/** Takes `count` addresses on node1, one after the other. */
function take(rules: AddressRules, count: number, topology: Topology = exampleTopology, used = new Set<string>()) {
  let all: NodeAddresses[] = rules.initial(topology)
  const taken = Array.from({ length: count }, () => {
    const allocated = allocateAddress(rules, topology, all, 'node1', used)
    used.add(allocated.address)
    all = all.map((own) => (own.node === 'node1' ? allocated.addresses : own))
    return allocated
  })
  return { taken, all, used }
}

describe('host-local', () => {
  test('begins at .2, behind the gateway', () => {
    expect(take(hostLocalRules, 2).taken.map(({ address }) => address)).toEqual(['10.244.1.2', '10.244.1.3'])
  })

  test('goes on behind the last address although an earlier one is free again', () => {
    const { all, used } = take(hostLocalRules, 3)
    used.delete('10.244.1.2')
    expect(allocateAddress(hostLocalRules, exampleTopology, all, 'node1', used).address).toBe('10.244.1.5')
  })

  test('comes round, gives .254 and never .255, and then has none left', () => {
    const { taken, all, used } = take(hostLocalRules, 253)
    expect(taken.at(-1)?.address).toBe('10.244.1.254')
    expect(() => allocateAddress(hostLocalRules, exampleTopology, all, 'node1', used)).toThrow(
      'node node1: no free address left in 10.244.1.0/24',
    )
    used.delete('10.244.1.7')
    expect(allocateAddress(hostLocalRules, exampleTopology, all, 'node1', used).address).toBe('10.244.1.7')
  })
})

describe('Calico', () => {
  const rules = calicoAddressRules(calicoVxlan)

  test('hands out blocks in the order of Nodes, not podCIDRs, the first address being the tunnel', () => {
    expect(rules.initial(exampleTopology).slice(0, 2)).toEqual([
      { node: 'node1', ranges: ['10.244.0.0/26'], tunnelAddress: '10.244.0.0' },
      { node: 'node2', ranges: ['10.244.0.64/26'], tunnelAddress: '10.244.0.64' },
    ])
  })

  test('gives every address of a block but the tunnel, then takes the next free block', () => {
    const { taken } = take(rules, 64)
    expect(taken[0]?.address).toBe('10.244.0.1')
    expect(taken[62]).toMatchObject({ address: '10.244.0.63' })
    expect(taken[62]).not.toHaveProperty('newRange')
    expect(taken[63]).toMatchObject({
      address: '10.244.0.192',
      newRange: '10.244.0.192/26',
      addresses: { ranges: ['10.244.0.0/26', '10.244.0.192/26'] },
    })
  })

  test('ends with the pool', () => {
    const topology = { ...exampleTopology, podCIDR: '10.244.0.0/25', nodes: exampleTopology.nodes.slice(0, 2) }
    expect(() => take(rules, 64, topology)).toThrow(/no free address left/)
    expect(() => rules.initial({ ...exampleTopology, podCIDR: '10.244.0.0/25' })).toThrow(
      /no block left for node node3/,
    )
  })
})
