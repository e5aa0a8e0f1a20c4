import fc from 'fast-check'
import type { Pod } from '../model/scenario.ts'
import type { Topology } from '../model/topology.ts'

export const audienceKinds = [
  'some',
  'one',
  'one-node',
  'every-node',
  'host',
  'nobody',
  'not-ready',
  'terminating',
  'mixed',
  'shared',
] as const

/** Whom a Service selects, and in which state its Pods are to be. `shared`: the Pods of the Service before. */
export interface Audience {
  kind: (typeof audienceKinds)[number]
  /** Names of Pods. */
  pods: string[]
}

/** A Service has at most this many endpoints. */
const mostEndpoints = 6

/** Leans to the classes that few random subsets would hit. */
export function audienceArbitrary(topology: Topology, pods: readonly Pod[]): fc.Arbitrary<Audience> {
  const networkPods = pods.filter(({ hostNetwork }) => !hostNetwork)
  const hostPods = pods.filter(({ hostNetwork }) => hostNetwork)
  const byNode = topology.nodes.map(({ name }) => networkPods.filter(({ nodeName }) => nodeName === name))
  const inhabited = byNode.filter((own) => own.length > 0)
  const one = fc.constantFrom(...networkPods)
  const some = (least: number, most = mostEndpoints) => subset(networkPods, least, most)
  const oneNode = fc.constantFrom(...inhabited).chain((own) => subset(own, 1, mostEndpoints))
  const everyNode = fc
    .tuple(...inhabited.map((own) => fc.constantFrom(...own)))
    .map((chosen) => [
      ...chosen,
      ...hostPods.filter(({ nodeName }) => chosen.every((pod) => pod.nodeName !== nodeName)),
    ])
  const host = hostPods.length === 0 ? some(1) : joined(subset(hostPods, 1, 2), some(0, 3))
  return fc.oneof(
    { weight: 6, arbitrary: audience('some', some(1)) },
    {
      weight: 3,
      arbitrary: audience(
        'one',
        one.map((pod) => [pod]),
      ),
    },
    { weight: 2, arbitrary: audience('one-node', oneNode) },
    { weight: 3, arbitrary: audience('every-node', everyNode) },
    { weight: 3, arbitrary: audience('host', host) },
    { weight: 2, arbitrary: audience('nobody', fc.constant([])) },
    { weight: 1, arbitrary: audience('not-ready', some(1, 2)) },
    { weight: 1, arbitrary: audience('terminating', some(1, 2)) },
    { weight: 2, arbitrary: audience('mixed', some(3)) },
    { weight: 3, arbitrary: audience('shared', some(1)) },
  )
}

function audience(kind: Audience['kind'], pods: fc.Arbitrary<readonly Pod[]>): fc.Arbitrary<Audience> {
  return pods.map((chosen) => ({ kind, pods: chosen.map(({ name }) => name) }))
}

function subset(pods: readonly Pod[], least: number, most: number): fc.Arbitrary<Pod[]> {
  const maxLength = Math.min(most, pods.length)
  return fc.shuffledSubarray([...pods], { minLength: Math.min(least, maxLength), maxLength })
}

function joined(a: fc.Arbitrary<Pod[]>, b: fc.Arbitrary<Pod[]>): fc.Arbitrary<Pod[]> {
  return fc.tuple(a, b).map(([first, second]) => [...first, ...second])
}
