import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scenarioArbitrary } from '../arbitraries/scenario.ts'
import { topologyArbitrary } from '../arbitraries/topology.ts'
import { findNetwork } from '../model/networks/index.ts'
import { makeWorld } from '../model/world.ts'
import { properties } from '../registry.ts'
import { topologiesOf } from './bounds.ts'
import { cellsOf } from './cells.ts'
import { healthyStatus } from './healthy-status.ts'
import { possibleCells } from './possible-cells.ts'

const cases = 20

test.each(['flannel-direct', 'calico-bgp'])(
  '%s: what generated cases fill is possible',
  { timeout: 120_000 },
  (name) => {
    const network = findNetwork(name)
    if (network === undefined) throw new Error('no network')
    const possible = possibleCells({
      network,
      topologies: topologiesOf(network, undefined, true),
      proxy: 'iptables',
      podsPerNode: 25,
      services: 8,
      properties,
    })
    const drawn = fc.sample(
      topologyArbitrary(network).chain((topology) =>
        scenarioArbitrary(topology, { maxPodsPerNode: 4, services: 8 }).map((scenario) => ({ topology, scenario })),
      ),
      { seed: 7, numRuns: cases },
    )
    const filled = new Set<string>()
    for (const { topology, scenario } of drawn) {
      const world = makeWorld(network, topology, scenario, healthyStatus(network, topology, scenario, 'iptables'))
      for (const property of properties)
        for (const probe of [...(property.probes?.(world) ?? []), ...(property.slowProbes?.(world) ?? [])])
          for (const cell of cellsOf(world, probe)) filled.add(cell)
    }
    expect(filled.size).toBeGreaterThan(possible.size * 0.8)
    expect([...filled].filter((cell) => !possible.has(cell))).toEqual([])
  },
)
