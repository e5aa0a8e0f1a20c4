import { inconclusiveCheck, unsupportedCheck } from './checks.ts'
import { judgeProbe } from './model/judge.ts'
import type { Probe } from './model/probe.ts'
import { affinitySeconds } from './model/service.ts'
import { affinityOf } from './model/services/affinity.ts'
import { endpointsFor } from './model/services/expect-service.ts'
import type { Check } from './model/verdict.ts'
import { describePlace, type World } from './model/world.ts'
import { spread } from './pairs.ts'
import type { Property, Stage, StageResult } from './property.ts'
import { answeredBy, callers, mayBeSilent, outsideCallers, servedPorts } from './service-calls.ts'
import { withoutPods } from './service-changes.ts'
import { toClusterIP, toNodePort } from './service-probes.ts'
import { falseAlarmRate } from './statistics.ts'

const id = 'session-affinity-sticks'
const sticks = 'session-affinity'
const ends = 'session-affinity-ends'

/** Calls of each client in each stage: the endpoint of the first, and whether the others stay there. */
const callsPerStage = 5
/** Longest timeout that is waited for; others are checked as far as they hold. */
const longestWaitSeconds = 10
/** Beyond the timeout: iptables counts in ticks and nftables collects what has expired now and then. */
const slackMs = 1_500

export const sessionAffinitySticks: Property = {
  id,
  claim:
    'With sessionAffinity ClientIP a client stays with one endpoint of a Service, until it was idle for the timeout or its endpoint goes.',
  claims: ['C92', 'C93'],
  level: 'core',
  needs: [],
  stages(world) {
    const calls = stickyCalls(world)
    if (calls.length === 0) return []
    const shortest = Math.min(...calls.map((probe) => affinityOf(world, probe)?.holdsSeconds ?? 0))
    const again = (held: World): Probe[] => callsIn(held)
    const stages: Stage[] = [
      { inTurn: true, probes: again },
      // Half the shortest timeout: what lasts for less has ended by then.
      { waitMs: Math.min(shortest, longestWaitSeconds) * 500, inTurn: true, probes: again },
      { scenario: withoutPods(world, firstEndpoints(world, calls)), inTurn: true, probes: again },
      { scenario: world.scenario, inTurn: true, probes: again },
    ]
    const longest = Math.max(0, ...calls.map((probe) => endsAfter(world, probe) ?? 0))
    return longest === 0 ? stages : [...stages, { waitMs: longest * 1_000 + slackMs, inTurn: true, probes: again }]
  },
  judge(world, { stages }) {
    if (stages === undefined) return []
    const notMade = stages.flatMap(({ exchanges }) => exchanges).find(([, { outcome }]) => outcome === 'not-made')
    const wrong = stages.flatMap(wrongAnswers)
    if (notMade !== undefined)
      return [...wrong, inconclusiveCheck(id, sticks, 'its stages', notMade[1].error ?? 'not made')]
    return [
      ...wrong,
      ...keysOf(world, stages).flatMap((key) => judgeStaying(world, key, stages)),
      ...judgeEnd(world, stages),
    ]
  },
}

const callsIn = (world: World): Probe[] =>
  stickyCalls(world).flatMap((probe) => new Array<Probe>(callsPerStage).fill(probe))

/**
 * Calls to Services that have affinity and a choice: for each port every caller at the ClusterIP, and from outside at
 * each Node's NodePort. Without silent ones: each would hold up the others for a deadline.
 */
function stickyCalls(world: World): Probe[] {
  return servedPorts(world)
    .filter(({ served: { service } }) => affinitySeconds(service) !== undefined)
    .flatMap(({ served, port }) => [
      ...callers(world).map((client) => toClusterIP(client, served, port)),
      ...world.topology.nodes.flatMap((node) =>
        port.nodePort === undefined
          ? []
          : outsideCallers(world).map((client) => toNodePort(client, served, port, node)),
      ),
    ])
    .filter((probe) => endpointsFor(world, probe).length > 0 && !mayBeSilent(world, probe))
}

/** Seconds after which this call's affinity must have ended; undefined where nobody waits for it. */
function endsAfter(world: World, probe: Probe): number | undefined {
  const seconds = affinityOf(world, probe)?.endsSeconds
  return seconds === undefined || seconds > longestWaitSeconds ? undefined : seconds
}

/** For each Service the Pod of its first endpoint, as long as another remains. */
function firstEndpoints(world: World, calls: readonly Probe[]): Set<string> {
  const gone = calls.flatMap((probe) => {
    const [first, second] = endpointsFor(world, probe)
    return first?.pod !== undefined && second !== undefined ? [first.pod] : []
  })
  return new Set(gone)
}

/** The affinity key of a call, which calls of several clients may share, and all that was made under it. */
function keysOf(world: World, stages: readonly StageResult[]): string[] {
  const made = stages.flatMap(({ exchanges }) => exchanges.map(([probe]) => affinityOf(world, probe)?.key))
  return [...new Set(made.filter((key) => key !== undefined))]
}

const wrongAnswers = ({ world, exchanges }: StageResult): Check[] =>
  exchanges.map(([probe, seen]) => judgeProbe(id, world, probe, seen)).filter(({ verdict }) => verdict === 'refuted')

/** The endpoints that answered under a key in one stage, in the order of the calls. */
function answersUnder(world: World, key: string, stage: StageResult | undefined): string[] {
  return (stage?.exchanges ?? []).flatMap(([probe, seen]) => {
    const endpoint = affinityOf(world, probe)?.key === key ? answeredBy(seen) : undefined
    return endpoint === undefined ? [] : [endpoint]
  })
}

/** Stages before that of the end. */
const stayStages = 4

/**
 * Whether a client that stays must be where it was: the endpoint that came back may have its clients back, and what
 * took longer than the timeout is no matter of affinity any more.
 */
function mustStay(index: number, before: StageResult | undefined, stage: StageResult, seconds: number): boolean {
  if (before === undefined || index === stayStages - 1) return false
  return stage.endedMs - before.beganMs < seconds * 1_000
}

function judgeStaying(world: World, key: string, stages: readonly StageResult[]): Check[] {
  const calls = stages[0]?.exchanges.filter(([probe]) => affinityOf(world, probe)?.key === key) ?? []
  const [first] = calls
  if (first === undefined) return []
  const [probe] = first
  const seconds = affinityOf(world, probe)?.holdsSeconds ?? 0
  const clients = [...new Set(calls.map(([{ client }]) => describePlace(world, client)))]
  const subject = `${clients.join(' and ')} at service ${probe.target.service} (${probe.target.address})`
  const problems: string[] = []
  let home: string | undefined
  for (const [index, stage] of stages.slice(0, stayStages).entries()) {
    if (stage.endedMs - stage.beganMs >= seconds * 1_000)
      return [inconclusiveCheck(id, sticks, subject, `its calls took longer than the timeout of ${seconds} s`)]
    const answers = answersUnder(world, key, stage)
    // What is no endpoint any more lets go of its clients.
    const usable = endpointsFor(stage.world, probe).map(({ address, port }) => `${address}:${port}`)
    const stays = home !== undefined && usable.includes(home) && mustStay(index, stages[index - 1], stage, seconds)
    const kept = stays ? home : answers[0]
    const others = answers.filter((answer) => answer !== kept)
    if (others.length > 0)
      problems.push(
        `${others.length} of ${answers.length} calls ${stageWords[index]} went to ${[...new Set(others)].join(', ')}, not to ${kept}`,
      )
    home = kept ?? home
  }
  return [
    {
      property: id,
      rule: sticks,
      verdict: problems.length === 0 ? 'holds' : 'refuted',
      subject,
      expected: problems.length === 0 ? '' : `one endpoint for ${seconds} s after each call`,
      observed: problems.join('; '),
      probe,
    },
  ]
}

const stageWords = ['at once', 'after half the timeout', 'after an endpoint went', 'after it came back'] as const

/**
 * After the timeout a client draws anew. One that draws its old endpoint again has not stayed: only all of them together
 * tell, where so many would not by chance.
 */
function judgeEnd(world: World, stages: readonly StageResult[]): Check[] {
  const before = stages[stayStages - 1]
  const after = stages[stayStages]
  const calls = stickyCalls(world)
  const long = spread(
    calls.filter((probe) => endsAfter(world, probe) === undefined),
    ({ target }) => [`${target.service}`],
  ).map((probe) => {
    const reason = `its timeout of ${affinityOf(world, probe)?.endsSeconds} s is longer than podnet waits`
    return unsupportedCheck(id, ends, `service ${probe.target.service}`, reason)
  })
  if (after === undefined) return long
  const choosing = calls.filter(
    (probe) => endsAfter(world, probe) !== undefined && endpointsFor(world, probe).length > 1,
  )
  const byService = Map.groupBy(choosing, ({ target }) => `${target.service}`)
  const short = [...byService].map(([service, probes]): Check => {
    const keys = new Map(
      probes.map((probe) => [affinityOf(world, probe)?.key ?? '', endpointsFor(world, probe).length]),
    )
    const stayed = [...keys.keys()].filter(
      (key) => answersUnder(world, key, before).at(-1) === answersUnder(world, key, after)[0],
    )
    const chance = [...keys.values()].reduce((product, choices) => product / choices, 1)
    const subject = `service ${service}`
    if (stayed.length < keys.size)
      return { property: id, rule: ends, verdict: 'holds', subject, expected: '', observed: '' }
    if (chance > falseAlarmRate)
      return unsupportedCheck(
        id,
        ends,
        subject,
        `its ${keys.size} clients drew their old endpoint again, which is no proof`,
      )
    return {
      property: id,
      rule: ends,
      verdict: 'refuted',
      subject,
      expected: 'another endpoint for some clients that were idle for the timeout',
      observed: `all ${keys.size} clients stayed`,
    }
  })
  return [...short, ...long]
}
