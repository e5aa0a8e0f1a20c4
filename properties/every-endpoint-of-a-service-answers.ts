import { unsupportedCheck } from './checks.ts'
import type { Probe } from './model/probe.ts'
import { affinityOf } from './model/services/affinity.ts'
import { endpointsFor } from './model/services/expect-service.ts'
import { serverAt } from './model/services/location.ts'
import type { Check } from './model/verdict.ts'
import type { World } from './model/world.ts'
import { spread } from './pairs.ts'
import { fromNode } from './probes.ts'
import type { Property } from './property.ts'
import { judgeSeries, type Series } from './series.ts'
import { answeredBy, answering, mayBeSilent, servedPorts } from './service-calls.ts'
import { toClusterIP } from './service-probes.ts'
import { binomialTails, callsToSeeAll, falseAlarmRate } from './statistics.ts'

const id = 'every-endpoint-of-a-service-answers'
const rule = 'every-endpoint-answers'

export const everyEndpointOfAServiceAnswers: Property = {
  id,
  claim:
    'From every Node each usable endpoint of each Service port answers, no other does, and calls spread evenly over them.',
  claims: ['C80'],
  level: 'core',
  needs: [],
  needsRows: true,
  probes: (world) => calls(world).flatMap((probe) => series(world, probe)),
  slowProbes: (world) => calls(world, true).flatMap((probe) => series(world, probe)),
  judge(world, evidence) {
    const judged = judgeSeries(id, rule, world, evidence.exchanges, (series) => judgeCalls(world, series))
    return [...judged, ...stickyPorts(world)]
  },
}

/** From each Node to each port at its ClusterIP, where anybody may answer. */
function calls(world: World, silent = false): Probe[] {
  return nodeCalls(world).filter(
    (probe) =>
      sameForAll(world, probe) === undefined &&
      answering(world, probe).length > 0 &&
      mayBeSilent(world, probe) === silent,
  )
}

const nodeCalls = (world: World): Probe[] =>
  servedPorts(world).flatMap(({ served, port }) =>
    world.topology.nodes.map((node) => toClusterIP(fromNode(node), served, port)),
  )

/** So many fresh connections that an endpoint which never answers is no chance. */
function series(world: World, probe: Probe): Probe[] {
  return new Array<Probe>(callsToSeeAll(endpointsFor(world, probe).length)).fill(probe)
}

function judgeCalls(world: World, { probe, subject, seen, wrong }: Series): Check[] {
  const counts = new Map(answering(world, probe).map((endpoint) => [endpoint, 0]))
  for (const one of seen) {
    const endpoint = answeredBy(one)
    const known = endpoint === undefined ? undefined : counts.get(endpoint)
    if (endpoint !== undefined && known !== undefined) counts.set(endpoint, known + 1)
  }
  const never = [...counts].filter(([, count]) => count === 0).map(([endpoint]) => named(world, endpoint))
  const spreadChecks =
    never.length === 0 && wrong.length === 0 ? judgeSpread(world, probe, subject, counts, seen.length) : []
  return [
    ...wrong,
    {
      property: id,
      rule,
      verdict: never.length === 0 ? 'holds' : 'refuted',
      subject,
      expected:
        never.length === 0 ? '' : `an answer of ${[...counts.keys()].map((one) => named(world, one)).join(', ')}`,
      observed: never.length === 0 ? '' : `in ${seen.length} calls none of ${never.join(', ')}`,
      probe,
    },
    ...spreadChecks,
  ]
}

/** `pod/a/main at 10.244.1.2:8080`. */
function named(world: World, endpoint: string): string {
  const at = endpoint.lastIndexOf(':')
  const server = serverAt(world, endpoint.slice(0, at), Number(endpoint.slice(at + 1)))
  return server === undefined ? endpoint : `${server} at ${endpoint}`
}

/** The order IPVS keeps is that of its scheduler, which has a property of its own. */
function judgeSpread(
  world: World,
  probe: Probe,
  subject: string,
  counts: ReadonlyMap<string, number>,
  made: number,
): Check[] {
  const choices = endpointsFor(world, probe).length
  if (world.proxy?.mode === 'ipvs' || choices < 2) return []
  // Both tails of each endpoint's share: together not more than the rate of false alarms.
  const unlikely = falseAlarmRate / (2 * choices)
  const uneven = [...counts].filter(([, count]) => {
    const { atMost, atLeast } = binomialTails(made, 1 / choices, count)
    return Math.min(atMost, atLeast) < unlikely
  })
  const told = uneven.map(([endpoint, count]) => `${count} by ${named(world, endpoint)}`).join(', ')
  return [
    {
      property: id,
      rule: 'load-spreads',
      verdict: uneven.length === 0 ? 'holds' : 'refuted',
      subject,
      expected: uneven.length === 0 ? '' : `about ${Math.round(made / choices)} of ${made} calls each`,
      observed: uneven.length === 0 ? '' : told,
      probe,
    },
  ]
}

/** Ports of which a Node need not see every endpoint. */
function stickyPorts(world: World): Check[] {
  return spread(nodeCalls(world), ({ target }) => [`${target.service}`])
    .filter((probe) => endpointsFor(world, probe).length > 1)
    .flatMap((probe) => {
      const reason = sameForAll(world, probe)
      const subject = `service ${probe.target.service}`
      return reason === undefined ? [] : [unsupportedCheck(id, rule, subject, reason)]
    })
}

/** Why the calls of a Node may all have the same endpoint; undefined where each goes to any. */
function sameForAll(world: World, probe: Probe): string | undefined {
  if (affinityOf(world, probe) !== undefined) return 'session affinity keeps a Node with one endpoint'
  const { mode, scheduler = 'rr' } = world.proxy ?? {}
  if (mode !== 'ipvs' || goRound.includes(scheduler)) return undefined
  return `scheduler ${scheduler} may keep a Node with one endpoint`
}

/** Schedulers that come to every endpoint of equal weight. */
const goRound: readonly string[] = ['rr', 'wrr']
