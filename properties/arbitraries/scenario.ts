import fc from 'fast-check'
import type { Container, Pod, Scenario } from '../model/scenario.ts'
import { fewestNodes } from '../model/step-problems.ts'
import { presentNodes, type Topology } from '../model/topology.ts'
import { servicesArbitrary } from './services.ts'
import { type StepBounds, stepsArbitrary } from './steps.ts'

/** Bounds of a generated placement. */
export interface PlacementBounds {
  /** Most Pods of the Pod network on one Node; 25 by default. */
  maxPodsPerNode?: number
  /** Exactly this many on every Node instead. */
  podsPerNode?: number
  /** Most Services; at least half as many. None by default. */
  services?: number | undefined
  /** Steps of the scenario; none by default. */
  history?: StepBounds | undefined
}

/**
 * Placements that always hold a same-node and a cross-node pair: the first drawn Node has two Pods or more, the second
 * one or more. Further Nodes may be empty. Sizes lean to the small: most bugs need few Pods, some need a crowd.
 */
export function scenarioArbitrary(topology: Topology, bounds: PlacementBounds = {}): fc.Arbitrary<Scenario> {
  const { history } = bounds
  if (history === undefined) return startArbitrary(topology, bounds)
  return absentNodesArbitrary(topology, history).chain((absentNodes) =>
    startArbitrary(presentNodes(topology, { absentNodes }), bounds)
      .map((start) => (absentNodes.length === 0 ? start : { ...start, absentNodes }))
      .chain((scenario) => stepsArbitrary(topology, scenario, history)),
  )
}

function startArbitrary(topology: Topology, bounds: PlacementBounds): fc.Arbitrary<Scenario> {
  const { services } = bounds
  const placement = placementArbitrary(topology, bounds)
  return services === undefined
    ? placement
    : placement.chain((scenario) => servicesArbitrary(topology, scenario, services))
}

/** In one history of three one Node is absent at first, where that may be and enough are left. */
function absentNodesArbitrary({ nodes }: Topology, { disturbances }: StepBounds): fc.Arbitrary<string[]> {
  if (!disturbances.includes('change-nodes') || nodes.length <= fewestNodes) return fc.constant([])
  const one = fc.constantFrom(...nodes.map(({ name }) => [name]))
  return fc.oneof({ weight: 2, arbitrary: fc.constant<string[]>([]) }, { weight: 1, arbitrary: one })
}

function placementArbitrary(topology: Topology, bounds: PlacementBounds): fc.Arbitrary<Scenario> {
  const counts =
    bounds.podsPerNode === undefined
      ? countsArbitrary(topology.nodes.length, bounds.maxPodsPerNode ?? 25)
      : fc.constant(topology.nodes.map(() => bounds.podsPerNode ?? 0))
  return counts.chain((podsOfNode) => {
    const placed = topology.nodes.flatMap((node, index) =>
      Array.from({ length: podsOfNode[index] ?? 0 }, () => node.name),
    )
    return fc
      .tuple(
        fc.tuple(...placed.map((nodeName, index) => podArbitrary(`pod${index + 1}`, nodeName))),
        fc.tuple(...topology.nodes.map((node, index) => hostPodArbitrary(`host${index + 1}`, node.name))),
      )
      .map(([pods, hostPods]) => ({ pods: [...pods, ...hostPods.flat()] }))
  })
}

function countsArbitrary(nodes: number, most: number): fc.Arbitrary<number[]> {
  const upTo = (max: number) => Math.min(max, most)
  const count = fc.oneof(
    { weight: 2, arbitrary: fc.constant(0) },
    { weight: 6, arbitrary: fc.integer({ min: 1, max: upTo(4) }) },
    { weight: 11, arbitrary: fc.integer({ min: upTo(3), max: upTo(8) }) },
    { weight: 1, arbitrary: fc.integer({ min: upTo(9), max: most }) },
  )
  const atLeast = (min: number) => count.map((value) => Math.max(value, min))
  return fc
    .tuple(atLeast(2), atLeast(1), fc.array(count, { minLength: nodes - 2, maxLength: nodes - 2 }))
    .chain(([first, second, others]) =>
      fc.shuffledSubarray([first, second, ...others], { minLength: nodes, maxLength: nodes }),
    )
}

/** Ports differ, so that a packet delivered to the wrong container's port does not look right. */
const containersArbitrary: fc.Arbitrary<Container[]> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Container[]>([{ name: 'main', port: 8080 }]) },
  {
    weight: 1,
    arbitrary: fc
      .uniqueArray(fc.integer({ min: 8000, max: 8999 }), { minLength: 2, maxLength: 3 })
      .map((ports) => ports.map((port, index) => ({ name: index === 0 ? 'main' : `sidecar${index}`, port }))),
  },
)

function podArbitrary(name: string, nodeName: string): fc.Arbitrary<Pod> {
  return containersArbitrary.map((containers) => ({ name, nodeName, hostNetwork: false, containers }))
}

/** One Node in four has a host-network Pod. Its port is outside every range the Node itself uses. */
function hostPodArbitrary(name: string, nodeName: string): fc.Arbitrary<Pod[]> {
  const pod = fc
    .integer({ min: 20000, max: 20999 })
    .map((port) => [{ name, nodeName, hostNetwork: true, containers: [{ name: 'main', port }] }])
  return fc.oneof({ weight: 3, arbitrary: fc.constant<Pod[]>([]) }, { weight: 1, arbitrary: pod })
}
