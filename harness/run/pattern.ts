import { clientKind } from '../../properties/model/expectation.ts'
import type { ClientKind, Probe } from '../../properties/model/probe.ts'
import type { Check } from '../../properties/model/verdict.ts'
import { describePlace, nodeNameOf, type World } from '../../properties/model/world.ts'

/** A way to sort probes into groups: the name of the group a probe belongs to. */
type Feature = (world: World, check: Check) => string | undefined

/** Of places and Services. */
const whereFeatures: Feature[] = [
  (world, { probe }) => probe && nodesOf(world, probe),
  (world, { probe }) => probe && describePlace(world, probe.client),
  (world, { probe }) => probe?.target.place && `to ${describePlace(world, probe.target.place)}`,
  (world, { probe }) => probe && `from ${nodeName(world, probe.client)}`,
  (world, { probe }) => probe?.target.place && `to ${nodeName(world, probe.target.place)}`,
  (_, { probe }) => probe?.target.service && `at service ${probe.target.service}`,
]

const features: Feature[] = [
  ...whereFeatures,
  (world, { probe }) => probe && clientWords[clientKind(world, probe)],
  (_, { probe }) => probe?.protocol.toUpperCase(),
  (_, { probe }) => probe?.size,
]

const clientWords: Readonly<Record<ClientKind, string>> = {
  pod: 'from Pods',
  'host-pod': 'from host-network Pods',
  node: 'from Nodes',
  'node-bound': 'from bound sockets of Nodes',
  external: 'from outside',
}

/** Pairs of Nodes a pattern lists one by one. */
const maxNodePairs = 6

/**
 * Which of the judged are hit, in words. A group that holds exactly the refuted ones says most:
 * `6 of 6 pod/a1@node1, 0 of 24 others`; where all are hit, the place or Service they have in common. Where there is none, the pairs of Nodes are counted, of one protocol where only
 * that is hit: `UDP: 4 of 4 node1 -> node2, 4 of 4 node2 -> node1, 0 of 22 others`.
 */
export function describePattern(world: World, judged: readonly Check[]): string {
  const refuted = judged.filter((check) => check.verdict === 'refuted')
  const [first] = refuted
  if (refuted.length === judged.length || first?.probe === undefined) {
    const where = whereFeatures.map((feature) => sharedName(feature, world, refuted)).find((name) => name !== undefined)
    return `${refuted.length} of ${judged.length}${where === undefined ? '' : ` ${where}`}`
  }
  const shared = features.flatMap((feature) => {
    const name = sharedName(feature, world, refuted)
    if (name === undefined) return []
    return [{ name, members: judged.filter((check) => feature(world, check) === name) }]
  })
  const exact = shared.find(({ members }) => members.length === refuted.length)
  if (exact !== undefined)
    return withOthers(`${refuted.length} of ${refuted.length} ${exact.name}`, judged.length - refuted.length)
  const protocol = shared.find(({ name }) => name === first.probe?.protocol.toUpperCase())
  return `${protocol === undefined ? '' : `${protocol.name}: `}${countByNodes(world, protocol?.members ?? judged)}`
}

/** The group that all checks belong to; undefined where there is none. */
function sharedName(feature: Feature, world: World, [first, ...others]: readonly Check[]): string | undefined {
  const name = first && feature(world, first)
  return others.every((check) => feature(world, check) === name) ? name : undefined
}

const withOthers = (text: string, others: number): string => (others === 0 ? text : `${text}, 0 of ${others} others`)

function countByNodes(world: World, judged: readonly Check[]): string {
  const byNodes = Map.groupBy(judged, ({ probe }) => (probe ? nodesOf(world, probe) : 'others'))
  const hit = [...byNodes].flatMap(([nodes, checks]) => {
    const refuted = checks.filter((check) => check.verdict === 'refuted').length
    return refuted === 0 ? [] : [{ text: `${refuted} of ${checks.length} ${nodes}`, judged: checks.length }]
  })
  const listed = hit.slice(0, maxNodePairs).map(({ text }) => text)
  if (hit.length > maxNodePairs) listed.push(`and ${hit.length - maxNodePairs} more pairs of Nodes`)
  return withOthers(listed.join(', '), judged.length - hit.reduce((sum, { judged }) => sum + judged, 0))
}

/** `node1 -> node2`; of an address every Node's proxy takes, the Service instead; of a DNS server, its address. */
function nodesOf(world: World, { client, target: { place, service, kind, address } }: Probe): string {
  const server = kind === 'dns-server' ? `DNS server ${address}` : undefined
  const to = place === undefined ? ((service && `service ${service}`) ?? server) : nodeName(world, place)
  return `${nodeName(world, client)} -> ${to ?? 'nobody'}`
}

function nodeName(world: World, place: Parameters<typeof nodeNameOf>[1]): string {
  return nodeNameOf(world, place) ?? 'external'
}
