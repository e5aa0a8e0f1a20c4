import { describe, expect, test } from 'vitest'
import { evenPlacement, topologyOf } from '../model/default-topology.ts'
import { findNetwork } from '../model/networks/index.ts'
import { pairClass } from '../model/pair-class.ts'
import type { PlaceId } from '../model/place.ts'
import { makeWorld } from '../model/world.ts'
import { properties } from '../registry.ts'
import { worldOf } from '../test-support/worlds.ts'
import { type Population, type Sampled, samplePairs } from './sample-pairs.ts'

const classes = properties.flatMap(({ pairs = [], slowPairs = [] }) => [...pairs, ...slowPairs])

/** Three Nodes with four Pods each, one Node behind a router, one without Pods, and a host-network Pod. */
function population(networkName = 'flannel-vxlan', changes: Partial<Population> = {}): Population {
  const network = findNetwork(networkName)
  if (network === undefined) throw new Error(networkName)
  const topology = topologyOf([0, 0, 1, 0])
  const pods = evenPlacement(topology, 4).pods.filter(({ nodeName }) => nodeName !== 'node4')
  const host = { name: 'h', nodeName: 'node2', hostNetwork: true, containers: [{ name: 'main', port: 20000 }] }
  return { network, topology, scenario: { pods: [...pods, host] }, classes, ...changes }
}

const listed = ({ sample }: Sampled) => [...sample].flatMap(([client, targets]) => targets.map((to) => [client, to]))
const worldFor = ({ network, topology, scenario }: Population) => worldOf(network.name, scenario, topology)

function classesOf(whole: Population, sampled: Sampled): Set<string> {
  const world = worldFor(whole)
  return new Set(listed(sampled).map(([client, target]) => pairClass(world, client as PlaceId, target as PlaceId)))
}

describe.each(['flannel-vxlan', 'flannel-host-gw', 'calico-cross-subnet'])('%s', (name) => {
  const whole = population(name)
  const everything = samplePairs(whole, 100_000, 1)

  test('with room for all, all pairs of all classes, each once', () => {
    const world = worldFor(whole)
    const places: PlaceId[] = [
      ...[...world.pods.keys()].map((pod): PlaceId => `pod/${pod}`),
      ...world.topology.nodes.map((node): PlaceId => `node/${node.name}`),
      'external',
    ]
    const expected = places.flatMap((client) =>
      places.flatMap((target) => {
        const found = pairClass(world, client, target)
        const unpromised = found.endsWith('pod/other-segment') && name === 'flannel-host-gw' && !/^pod.pod/.test(found)
        const unrouted = found === 'external/pod/outside' && world.pods.get(target.slice(4))?.nodeName === 'node3'
        const silent = unrouted || (unpromised && /\/pod\//.test(found))
        return whole.classes.includes(found) && !silent ? [`${client} ${target}`] : []
      }),
    )
    const pairs = listed(everything).map((pair) => pair.join(' '))
    expect(new Set(pairs).size).toBe(pairs.length)
    expect(pairs.toSorted()).toEqual(expected.toSorted())
    expect(everything.possible.pairs).toBe(expected.length)
  })

  test('the least budget hits every class and every Node from both sides', () => {
    const sampled = samplePairs(whole, everything.least, 1)
    expect(listed(sampled)).toHaveLength(everything.least)
    expect([...classesOf(whole, sampled)].toSorted()).toEqual([...everything.possible.classes].toSorted())
    expect([...everything.possible.nodes].toSorted()).toEqual(
      [1, 2, 3, 4].flatMap((node) => [`from node${node}`, `to node${node}`]).toSorted(),
    )
    const ends = (side: 0 | 1) => new Set(listed(sampled).map((pair) => pair[side]))
    for (const side of [0, 1] as const) {
      expect([...ends(side)].filter((place) => place === 'node/node4')).toHaveLength(1)
      for (const letter of ['a', 'b', 'c'])
        expect([...ends(side)].some((place) => place?.startsWith(`pod/${letter}`))).toBe(true)
    }
  })
})

test('a sample of twice as many pairs as Pods hits every Pod from both sides', () => {
  const topology = topologyOf([0, 0, 0, 0])
  const whole = population('flannel-vxlan', { topology, scenario: evenPlacement(topology, 10) })
  const pairs = listed(samplePairs(whole, 100, 3))
  expect(pairs).toHaveLength(100)
  for (const side of [0, 1] as const)
    expect(new Set(pairs.map((pair) => pair[side]).filter((place) => place?.startsWith('pod/'))).size).toBe(40)
})

test('the same seed draws the same sample, another one another', () => {
  const draw = (seed: number) => listed(samplePairs(population(), 60, seed))
  expect(draw(5)).toEqual(draw(5))
  expect(draw(6)).not.toEqual(draw(5))
})

test('only classes that are asked for, and only Nodes they can show', () => {
  const sampled = samplePairs(population('flannel-vxlan', { classes: ['pod/pod/other-node'] }), 10, 1)
  expect([...sampled.possible.classes]).toEqual(['pod/pod/other-node'])
  expect([...sampled.possible.nodes].toSorted()).toEqual(['from node1', 'from node2', 'to node1', 'to node2'])
  expect(sampled.possible.pairs).toBe(32)
})

test('of 4,000,000 pairs it lists no more than it is asked for', () => {
  const topology = topologyOf(Array.from({ length: 200 }, () => 0))
  const scenario = evenPlacement(topology, 10)
  const sampled = samplePairs(population('flannel-vxlan', { topology, scenario }), 5000, 1)
  expect(listed(sampled)).toHaveLength(5000)
  expect(sampled.possible.nodes.size).toBe(400)
  expect(sampled.possible.pairs).toBeGreaterThan(4_000_000)
})

describe('properties', () => {
  const whole = population()
  const { sample } = samplePairs(whole, 90, 2)
  const full = worldFor(whole)
  const world = makeWorld(full.network, full.topology, full.scenario, full.status, sample)
  const asked = properties.map((property) => ({
    property,
    probes: [
      ...(property.probes?.(world) ?? []),
      ...(property.slowProbes?.(world) ?? []),
      ...(property.capturedProbes?.(world) ?? []),
    ],
  }))

  test.each(asked.map(({ property, probes }) => [property.id, probes] as const))(
    '%s: only sampled pairs',
    (_, probes) => {
      for (const { client, target } of probes)
        if (target.place !== undefined) expect(sample.get(client) ?? []).toContain(target.place)
    },
  )
})
