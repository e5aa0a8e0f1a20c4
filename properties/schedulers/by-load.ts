import { inconclusiveCheck, type Problem } from '../checks.ts'
import type { FlowReport } from '../model/flow.ts'
import { judgeProbe } from '../model/judge.ts'
import type { Load } from '../model/load.ts'
import type { Seen } from '../model/observation.ts'
import type { Probe } from '../model/probe.ts'
import type { RuleId } from '../model/rules.ts'
import type { Check } from '../model/verdict.ts'
import type { World } from '../model/world.ts'
import type { Stage, StageResult } from '../property.ts'
import { answeredBy } from '../service-calls.ts'
import { type Choice, choicesOf } from './choices.ts'
import { type CountsOfLoad, countsOf, sumOf } from './counts.ts'
import { follow } from './follow.ts'

/** Connections of one Node to one port that are held at once, at most. */
const mostHeld = 9
/** Ports of which connections are held; an agent can hold 1,024. */
const mostPorts = 64
/** Calls of a Node to each of its endpoints. */
const callsEach = 2
/** After so long ip_vs has forgotten a connection that was reset, 10 s (kernel ip_vs_proto_tcp.c tcp_timeouts), and counts none. */
const forgottenMs = 12_000
/** An open connection weighs as much to lc as so many that are closing (kernel ip_vs.h ip_vs_dest_conn_overhead). */
const openWeight = 256

/**
 * How connections by load are seen: a Node opens TCP connections to a ClusterIP one after the other and keeps them, and
 * then calls in turn.
 *
 * 1. One fewer than there are endpoints: whatever calls come then must go where none is held.
 * 2. One more than there are endpoints: calls must go where fewer are held than elsewhere.
 * 3. lc alone: none is held, and calls are to spread, since those that are closing count where open ones are as many.
 */
export function stagesByLoad(scheduler: string): Stage[] {
  const stage = (held: (endpoints: number) => number, waitMs?: number): Stage => ({
    inTurn: true,
    ...(waitMs !== undefined && { waitMs }),
    holds: (world) => chosen(world).flatMap(({ own, endpoints }) => times(held(endpoints.length), own)),
    probes: (world) => chosen(world).flatMap(({ own, endpoints }) => times(callsEach * endpoints.length, own)),
  })
  const spreads = scheduler === 'lc' ? [stage(() => 0, forgottenMs)] : []
  return [
    stage((endpoints) => Math.min(endpoints - 1, mostHeld)),
    stage((endpoints) => (endpoints < mostHeld ? endpoints + 1 : 1)),
    ...spreads,
  ]
}

const times = (count: number, probe: Probe): Probe[] => new Array<Probe>(count).fill(probe)

function chosen(world: World): Choice[] {
  const choices = choicesOf(world).filter(({ own }) => own.protocol === 'tcp')
  const ports = [...new Set(choices.map(({ own }) => own.target.service))].slice(0, mostPorts)
  return choices.filter(({ own }) => ports.includes(own.target.service))
}

/** What one Node did at one port. */
interface Case {
  rule: RuleId
  endpoints: readonly string[]
  held: readonly FlowReport[]
  calls: readonly (readonly [Probe, Seen])[]
  counts: CountsOfLoad | undefined
}

/** Each Node at each port of one stage. */
export function judgeByLoad(property: string, rule: RuleId, { world, exchanges, load }: StageResult): Check[] {
  return chosen(world).flatMap((choice) => {
    const { own, node, endpoints } = choice
    const isOwn = ({ client, target }: Probe) => client === own.client && target.service === own.target.service
    const calls = exchanges.filter(([probe]) => isOwn(probe))
    const held = heldBy(load, isOwn)
    const subject = `service ${own.target.service} TCP on ${node.name} with ${held.length} connections open`
    const wrong = calls.map(([probe, seen]) => judgeProbe(property, world, probe, seen))
    if (wrong.some(({ verdict }) => verdict === 'refuted')) return wrong.filter(({ verdict }) => verdict === 'refuted')
    const counts = load && countsOf(load, node.name, own)
    const one: Case = { rule, endpoints, held, calls, counts }
    const reason = undecided(one)
    if (reason !== undefined) return [inconclusiveCheck(property, rule, subject, reason)]
    const problem = problemOf(one)
    return [
      {
        property,
        rule,
        verdict: problem === undefined ? 'holds' : 'refuted',
        subject,
        expected: problem?.expected ?? '',
        observed: problem?.observed ?? '',
      },
    ]
  })
}

function heldBy(load: Load | undefined, isOwn: (probe: Probe) => boolean): FlowReport[] {
  return (load?.flows ?? []).flatMap(({ probe }, index) => {
    const report = load?.traffic.reports[index]
    return report !== undefined && isOwn(probe) ? [report] : []
  })
}

/** Why nothing can be said; undefined where something can. */
function undecided({ rule, endpoints, held, calls, counts }: Case): string | undefined {
  const notMade = calls.find(([, { outcome }]) => outcome !== 'answered')
  if (notMade !== undefined) return `a call: ${('error' in notMade[1] && notMade[1].error) || notMade[1].outcome}`
  for (const [index, { servers, ended }] of held.entries()) {
    const told = ended === undefined ? undefined : (ended.error ?? ended.outcome)
    if (told !== undefined || servers.length !== 1)
      return `connection ${index + 1} was not held: ${told ?? 'no answer'}`
  }
  if (counts === undefined) return 'what IPVS counts could not be read'
  if (sumOf(counts.before, 'active') > 0) return 'connections of others were open before the first one'
  const opened = Map.groupBy(held, ({ servers: [server] }) => `${server?.local.address}:${server?.local.port}`)
  for (const read of [counts.open, counts.after])
    for (const endpoint of endpoints) {
      const [expected, active] = [opened.get(endpoint)?.length ?? 0, read.get(endpoint)?.active]
      if (active !== expected) return `IPVS counts ${active} open connections of ${endpoint}, ${expected} are held`
    }
  return rule === 'scheduler-lc' ? undecidedByClosing(counts, calls.length, held.length > 0) : undefined
}

/** lc counts those that are closing as well: earlier ones of this run, each for some time. */
function undecidedByClosing({ open, after }: CountsOfLoad, calls: number, areHeld: boolean): string | undefined {
  const closing = sumOf(open, 'inactive')
  if (areHeld) {
    return closing + calls < openWeight ? undefined : `${closing} connections are closing, as heavy as an open one`
  }
  if (closing > 0) return `${closing} earlier connections are closing`
  const left = sumOf(after, 'inactive')
  return left === calls ? undefined : `IPVS counts ${left} of ${calls} calls that are closing`
}

function problemOf({ endpoints, held, calls }: Case): Problem | undefined {
  const loads = new Map(endpoints.map((endpoint) => [endpoint, 0]))
  const opened = held.map(({ servers: [server] }) => `${server?.local.address}:${server?.local.port}`)
  const called = calls.map(([, seen]) => answeredBy(seen) ?? '')
  return (
    follow(opened, loads, { what: 'connection', stay: true }) ??
    follow(called, loads, { what: 'call', stay: held.length === 0 })
  )
}
