import { inconclusiveCheck, structuralCheck, unsupportedCheck } from './checks.ts'
import type { PausedDaemon } from './model/cluster-facts.ts'
import { judgeProbe } from './model/judge.ts'
import { isCarriedByDaemon } from './model/networks/network.ts'
import type { Seen } from './model/observation.ts'
import { pairClasses } from './model/pair-class.ts'
import type { Probe } from './model/probe.ts'
import type { Check } from './model/verdict.ts'
import { nodeNameOf, type World } from './model/world.ts'
import { reachableNodePairs } from './pairs.ts'
import { bothProtocols, fromPod, toPod } from './probes.ts'
import type { Property } from './property.ts'

const id = 'traffic-goes-on-without-the-daemon'
const rule = 'kernel-carries-on'

export const trafficGoesOnWithoutTheDaemon: Property = {
  id,
  claim: "Pods of different Nodes reach each other while the network's daemon stands still: the kernel does the work.",
  claims: ['C39'],
  level: 'extended',
  needs: [],
  pairs: pairClasses.podToRemotePod,
  // The same once more with the daemon at work: what fails then says nothing about the daemon.
  probes: (world) => onePairPerNodes(world),
  pausedProbes: (world) => (isCarriedByDaemon(world.network) ? [] : onePairPerNodes(world)),
  judge(world, evidence) {
    if (isCarriedByDaemon(world.network))
      return [unsupportedCheck(id, rule, 'the network', 'its daemon carries every packet: traffic must end with it')]
    if (evidence.paused === undefined) return []
    const { daemon, exchanges } = evidence.paused
    if (daemon === undefined)
      return [unsupportedCheck(id, rule, 'the network', 'no daemon of it runs on these Nodes that podnet may pause')]
    const before = Map.groupBy(evidence.exchanges, ([probe]) => nodesOf(world, probe).join(' -> '))
    const paused = Map.groupBy(exchanges, ([probe]) => nodesOf(world, probe).join(' -> '))
    return [...paused].map(([nodes, found]) => judgePair(world, daemon, nodes, before.get(nodes) ?? [], found))
  },
}

function onePairPerNodes(world: World): Probe[] {
  return reachableNodePairs(world)
    .filter(({ from, to }) => from !== to)
    .flatMap(({ pairs: [pair] }) =>
      pair === undefined ? [] : bothProtocols.map((protocol) => toPod(world, fromPod(pair[0]), pair[1], protocol)),
    )
}

const nodesOf = (world: World, probe: Probe): string[] =>
  [probe.client, probe.target.place ?? probe.client].map((place) => nodeNameOf(world, place) ?? place)

type Exchange = readonly [Probe, Seen]

function judgePair(
  world: World,
  { program, nodes }: PausedDaemon,
  pair: string,
  before: readonly Exchange[],
  paused: readonly Exchange[],
): Check {
  const subject = `Pods ${pair} while ${program} stands still`
  const ends = pair.split(' -> ').map((name) => ({ name, ...(nodes[name] ?? { processes: 0, running: 0 }) }))
  const without = ends.find(({ processes }) => processes === 0)
  if (without !== undefined) return unsupportedCheck(id, rule, subject, `no ${program} runs on ${without.name}`)
  const awake = ends.find(({ running }) => running > 0)
  if (awake !== undefined)
    return inconclusiveCheck(id, rule, subject, `${program} of ${awake.name} did not stand still`)
  const [first] = [...before, ...paused].filter(([, { outcome }]) => outcome === 'not-made')
  if (first !== undefined) return inconclusiveCheck(id, rule, subject, first[1].error ?? 'a probe was not made')
  if (failed(world, before).length > 0)
    return inconclusiveCheck(id, rule, subject, `they do not reach each other with ${program} at work either`)
  return structuralCheck(
    id,
    rule,
    subject,
    failed(world, paused).map(({ expected, observed, probe }) => ({
      expected: `${probe?.protocol.toUpperCase()} ${expected}`,
      observed,
    })),
  )
}

const failed = (world: World, exchanges: readonly Exchange[]): Check[] =>
  exchanges
    .map(([probe, observation]) => judgeProbe(id, world, probe, observation))
    .filter(({ verdict }) => verdict !== 'holds')
