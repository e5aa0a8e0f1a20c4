import type { StartedCluster } from '../../clusters/cluster.ts'
import { mustBeAnswered } from '../../properties/model/expectation.ts'
import type { Seen } from '../../properties/model/observation.ts'
import { type Probe, probeHeaderBytes } from '../../properties/model/probe.ts'
import type { MeasuredLoss } from '../../properties/model/run-record.ts'
import type { Check } from '../../properties/model/verdict.ts'
import type { World } from '../../properties/model/world.ts'
import { answerTimeMs } from './repeat-refuted.ts'
import { alwaysOccurs, nodesOf } from './weigh-loss.ts'

/** Round trips on a way: of 5 % loss the 95 % interval is then some 2.7 points wide, of none it ends at 0.4 %. */
const attempts = 1000
/** Ways measured in one case, so that a network that is down costs seconds. */
const maxWays = 12
/** Pairs of places whose datagrams measure one way, in turn. */
const maxPairs = 10

/**
 * Measures the ways on which datagrams were lost and not every time: between the Nodes of both ends, with small UDP
 * datagrams of the places that lost some. Where a Service chose the endpoint, all ways from the client's Node are measured;
 * where a refusal did not come, its way is, with datagrams that others are to answer.
 */
export async function measureLoss(
  world: World,
  cluster: StartedCluster,
  exchanges: readonly (readonly [Probe, Seen])[],
  checks: readonly Check[],
  signal: AbortSignal,
): Promise<MeasuredLoss[]> {
  const chosen = waysToMeasure(world, exchanges, checks)
  if (chosen.length === 0) return []
  const batch = chosen.flatMap((probes) =>
    Array.from({ length: attempts }, (_, index) => probes[index % probes.length] as Probe),
  )
  const observations = await cluster.probe(batch, signal, answerTimeMs)
  return chosen.flatMap((probes, position) => {
    const own = observations.slice(position * attempts, (position + 1) * attempts)
    const [from, to] = nodesOf(world, probes[0] as Probe)
    // What could not be made is not spread at random: the rest would tell another rate.
    if (to === undefined || own.some(({ outcome }) => outcome === 'not-made')) return []
    return [{ from, to, made: own.length, lost: own.filter(({ outcome }) => outcome === 'timed-out').length }]
  })
}

/** Of each way the datagrams that measure it. */
function waysToMeasure(
  world: World,
  exchanges: readonly (readonly [Probe, Seen])[],
  checks: readonly Check[],
): Probe[][] {
  const wayOf = (probe: Probe): string => nodesOf(world, probe).join(' -> ')
  const now = lostNowAndThen(world, exchanges, checks)
  const answerable = now.filter((probe) => isDirect(probe) && mustBeAnswered(world, probe))
  const throughServices = new Set(now.filter((probe) => !isDirect(probe)).map((probe) => nodesOf(world, probe)[0]))
  const ofRefusals = new Set(now.filter((probe) => isDirect(probe) && !mustBeAnswered(world, probe)).map(wayOf))
  const others = exchanges
    .map(([probe]) => probe)
    .filter((probe) => probe.protocol === 'udp' && isDirect(probe) && mustBeAnswered(world, probe))
    .filter((probe) => throughServices.has(nodesOf(world, probe)[0]) || ofRefusals.has(wayOf(probe)))
  const open = new Set(answered(exchanges).map(wayOf))
  return [...Map.groupBy([...answerable, ...others], wayOf)]
    .filter(([way]) => open.has(way))
    .slice(0, maxWays)
    .map(([, probes]) => probes.slice(0, maxPairs).map(asDatagram))
}

/**
 * Probes whose answer did not come, and those whose refusal did not: it may have been lost as well. What fails every time
 * is no loss; nor is what a known defect explains that always occurs, which is not made again.
 */
function lostNowAndThen(
  world: World,
  exchanges: readonly (readonly [Probe, Seen])[],
  checks: readonly Check[],
): Probe[] {
  const refuted = checks.filter(
    ({ verdict, observation }) => verdict === 'refuted' && observation?.outcome === 'timed-out',
  )
  const explained = new Set<unknown>()
  const refusals = new Set<unknown>()
  for (const { persistence, defect, observation } of refuted) {
    if (persistence === 'persistent' || (defect !== undefined && alwaysOccurs(world, defect)))
      explained.add(observation)
    else if (persistence !== undefined) refusals.add(observation)
  }
  return exchanges
    .filter(([, seen]) => seen.outcome === 'timed-out' && !explained.has(seen))
    .filter(([probe, seen]) => mustBeAnswered(world, probe) || refusals.has(seen))
    .map(([probe]) => probe)
}

/** Where nothing comes through, nothing is to be measured. */
const answered = (exchanges: readonly (readonly [Probe, Seen])[]): Probe[] =>
  exchanges.filter(([, { outcome }]) => outcome === 'answered').map(([probe]) => probe)

/** To a server of podnet's own, by no Service: its way is known. */
const isDirect = ({ target, query }: Probe): boolean =>
  target.place !== undefined && target.service === undefined && query === undefined

/** The plainest datagram between the same ends; every server of podnet's listens on UDP as well. */
function asDatagram({ sourcePort: _sourcePort, connectOnly: _connectOnly, ...probe }: Probe): Probe {
  const protocol = probe.protocol === 'icmp' ? 'icmp' : 'udp'
  return { ...probe, protocol, size: 'small', payloadBytes: probeHeaderBytes }
}
