import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { coverageCell } from '../model/coverage.ts'
import { networks } from '../model/networks/index.ts'
import type { Scenario } from '../model/scenario.ts'
import type { Topology } from '../model/topology.ts'
import { properties } from '../registry.ts'
import { worldOf } from '../test-support/worlds.ts'
import { scenarioArbitrary } from './scenario.ts'
import { topologyArbitrary } from './topology.ts'

const seed = 42
/** A class of cases that makes up 2 % of all is missed by 300 draws once in 400 such tests (0.98^300 = 0.23 %). */
const draws = 300

const caseArbitrary = (network: (typeof networks)[number], nodes?: number) =>
  topologyArbitrary(network, nodes).chain((topology) =>
    scenarioArbitrary(topology).map((scenario): [Topology, Scenario] => [topology, scenario]),
  )

describe.each(networks.map((network) => [network.name, network] as const))('%s', (_, network) => {
  const sample = fc.sample(caseArbitrary(network), { seed, numRuns: draws })

  test('the same seed gives the same cases', () => {
    expect(fc.sample(caseArbitrary(network), { seed, numRuns: 20 })).toEqual(sample.slice(0, 20))
  })

  test('2 to 5 Nodes, at most 25 Pods each, names, ports and placements valid', () => {
    for (const [topology, { pods }] of sample) {
      expect(topology.nodes.length).toBeGreaterThanOrEqual(2)
      expect(topology.nodes.length).toBeLessThanOrEqual(5)
      expect(new Set(pods.map((pod) => pod.name)).size).toBe(pods.length)
      for (const node of topology.nodes) {
        const own = pods.filter((pod) => pod.nodeName === node.name)
        expect(own.filter((pod) => !pod.hostNetwork).length).toBeLessThanOrEqual(25)
        const hostPorts = own.filter((pod) => pod.hostNetwork).flatMap((pod) => pod.containers.map(({ port }) => port))
        expect(new Set(hostPorts).size).toBe(hostPorts.length)
      }
      for (const pod of pods) {
        expect(topology.nodes.map((node) => node.name)).toContain(pod.nodeName)
        expect(new Set(pod.containers.map(({ port }) => port)).size).toBe(pod.containers.length)
      }
    }
  })

  test('every case has a pair of Pods on one Node and a pair on two', () => {
    for (const [, { pods }] of sample) {
      const byNode = Map.groupBy(
        pods.filter((pod) => !pod.hostNetwork),
        (pod) => pod.nodeName,
      )
      expect(byNode.size).toBeGreaterThanOrEqual(2)
      expect(Math.max(...[...byNode.values()].map((own) => own.length))).toBeGreaterThanOrEqual(2)
    }
  })

  test('empty Nodes, crowded Nodes, host-network Pods and Pods of several containers occur', () => {
    const cases = sample.map(([topology, { pods }]) => ({
      empty: topology.nodes.some((node) => pods.every((pod) => pod.nodeName !== node.name)),
      crowded: topology.nodes.some((node) => pods.filter((pod) => pod.nodeName === node.name).length > 12),
      host: pods.some((pod) => pod.hostNetwork),
      several: pods.some((pod) => pod.containers.length > 1),
    }))
    for (const key of ['empty', 'crowded', 'host', 'several'] as const)
      expect(cases.filter((drawn) => drawn[key]).length, key).toBeGreaterThan(draws / 50)
  })

  test('Nodes behind a router occur, always where the network treats them differently', () => {
    const routed = sample.filter(([topology]) => topology.nodes.some((node) => node.segment === 1)).length
    if (network.tunnel?.use === 'across-segments') expect(routed).toBe(draws)
    else expect(routed).toBeGreaterThan(draws / 50)
  })
})

// A cell that one case in ten reaches is missed by 50 cases once in 190 such tests (0.9^50 = 0.5 %).
test('50 cases reach every cell of the coverage table that 150 others reach', { timeout: 60_000 }, () => {
  const [network] = networks
  if (network === undefined) throw new Error('no networks')
  const cells = (drawSeed: number, numRuns: number) =>
    new Set(
      fc.sample(caseArbitrary(network), { seed: drawSeed, numRuns }).flatMap(([topology, scenario]) => {
        const world = worldOf(network.name, scenario, topology)
        return properties.flatMap((property) =>
          [
            ...(property.probes?.(world) ?? []),
            ...(property.slowProbes?.(world) ?? []),
            ...(property.capturedProbes?.(world) ?? []),
          ].map((probe) => coverageCell(world, probe)),
        )
      }),
    )
  expect([...cells(2, 50)].toSorted()).toEqual([...cells(1, 150)].toSorted())
})
