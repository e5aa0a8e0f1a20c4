import type { Check } from '../../properties/model/verdict.ts'
import { type World, describePlace, nodeNameOf } from '../../properties/model/world.ts'

/** A way to sort probes into groups: the name of the group a probe belongs to. */
type Feature = (world: World, check: Check) => string | undefined

const features: Feature[] = [
  (world, { probe }) => probe && nodesOf(world, probe.client, probe.target.place),
  (world, { probe }) => probe && describePlace(world, probe.client),
  (world, { probe }) => probe?.target.place && `to ${describePlace(world, probe.target.place)}`,
  (world, { probe }) => probe && `from ${nodeName(world, probe.client)}`,
  (world, { probe }) => probe?.target.place && `to ${nodeName(world, probe.target.place)}`,
  (_, { probe }) => probe?.protocol.toUpperCase(),
  (_, { probe }) => probe?.size,
]

/**
 * Which of the judged are hit, in words. One group that holds all refuted ones and little else says most:
 * `6 of 6 node1 -> node2, 0 of 24 others`. Where none does, the pairs of Nodes are counted.
 */
export function describePattern(world: World, judged: readonly Check[]): string {
  const refuted = judged.filter((check) => check.verdict === 'refuted')
  if (refuted.length === judged.length || refuted[0]?.probe === undefined) return `${refuted.length} of ${judged.length}`
  const groups = features.flatMap((feature) => {
    const name = refuted[0] && feature(world, refuted[0])
    if (name === undefined || refuted.some((check) => feature(world, check) !== name)) return []
    return [{ name, size: judged.filter((check) => feature(world, check) === name).length }]
  })
  const [best] = groups.toSorted((a, b) => a.size - b.size)
  if (best !== undefined && best.size < judged.length)
    return `${refuted.length} of ${best.size} ${best.name}, 0 of ${judged.length - best.size} others`
  return countByNodes(world, judged)
}

function countByNodes(world: World, judged: readonly Check[]): string {
  const byNodes = Map.groupBy(judged, ({ probe }) => (probe ? nodesOf(world, probe.client, probe.target.place) : 'others'))
  const hit = [...byNodes].flatMap(([nodes, checks]) => {
    const refuted = checks.filter((check) => check.verdict === 'refuted').length
    return refuted === 0 ? [] : [{ text: `${refuted} of ${checks.length} ${nodes}`, judged: checks.length }]
  })
  const rest = judged.length - hit.reduce((sum, { judged }) => sum + judged, 0)
  return [...hit.map(({ text }) => text), ...(rest === 0 ? [] : [`0 of ${rest} others`])].join(', ')
}

function nodesOf(world: World, client: Parameters<typeof nodeNameOf>[1], target: typeof client | undefined): string {
  return `${nodeName(world, client)} -> ${target === undefined ? 'nobody' : nodeName(world, target)}`
}

function nodeName(world: World, place: Parameters<typeof nodeNameOf>[1]): string {
  return nodeNameOf(world, place) ?? 'external'
}
