import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { scenarioArbitrary } from '../arbitraries/scenario.ts'
import { topologyArbitrary } from '../arbitraries/topology.ts'
import { findNetwork } from '../model/networks/index.ts'
import { pairClass } from '../model/pair-class.ts'
import type { Probe } from '../model/probe.ts'
import { makeWorld, type World } from '../model/world.ts'
import { properties } from '../registry.ts'
import { worldOf } from '../test-support/worlds.ts'
import { samplePairs } from './sample-pairs.ts'
import { sampleShares } from './shares.ts'

/** Worlds of two networks, one of which promises nothing across segments. */
const worlds = ['flannel-vxlan', 'flannel-host-gw'].flatMap((name) => {
  const network = findNetwork(name)
  if (network === undefined) throw new Error(name)
  const cases = topologyArbitrary(network).chain((topology) =>
    scenarioArbitrary(topology, { maxPodsPerNode: 6 }).map((scenario) => worldOf(name, scenario, topology)),
  )
  return fc.sample(cases, { seed: 11, numRuns: 40 })
})

const classesOf = (world: World, probes: readonly Probe[]): string[] =>
  probes.flatMap(({ client, target: { place } }) => (place === undefined ? [] : [pairClass(world, client, place)]))

const used = (probesOf: (world: World) => readonly Probe[]): string[] =>
  [...new Set(worlds.flatMap((world) => classesOf(world, probesOf(world))))].toSorted()

describe.each(properties.map((property) => [property.id, property] as const))('%s', (_, property) => {
  const { pairs = [], slowPairs = [] } = property
  const probesOf = (world: World) => [...(property.probes?.(world) ?? []), ...(property.capturedProbes?.(world) ?? [])]

  test('declares the pairs it probes', () => {
    const all = used((world) => [...probesOf(world), ...(property.slowProbes?.(world) ?? [])])
    for (const declared of pairs) expect(used(probesOf)).toContain(declared)
    for (const declared of slowPairs) expect(all).toContain(declared)
    // What is captured may use further pairs that others have sampled.
    if (property.capturedProbes === undefined)
      for (const found of all) expect([...pairs, ...slowPairs]).toContain(found)
  })

  test('probes every class and Node of a sample of its own', () => {
    if (pairs.length === 0) return
    for (const { network, topology, scenario, status } of worlds.slice(0, 20)) {
      const sampled = samplePairs({ network, topology, scenario, classes: pairs }, 60, 4)
      const world = makeWorld(network, topology, scenario, status, sampled.sample)
      const made = probesOf(world).map((probe) => [probe, { outcome: 'answered', durationMs: 1 }] as const)
      const { classes } = sampleShares(world, sampled, made)
      expect(classes.hit, JSON.stringify([...sampled.possible.classes])).toBe(classes.possible)
    }
  })
})
