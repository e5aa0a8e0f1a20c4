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
 * datagrams of the places that lost some. Where a Service chose the endpoint, all ways from the client's Node are measured.
 */
export async function measureLoss(
  world: World,
  cluster: StartedCluster,
  exchanges: readonly (readonly [Probe, Seen])[],
  checks: readonly Check[],
  signal: AbortSignal,
): Promise<MeasuredLoss[]> {
  const lost = exchanges.filter(([probe, seen]) => seen.outcome === 'timed-out' && mustBeAnswered(world, probe))
  if (lost.length === 0) return []
  // What fails every time is no loss; nor is what a known defect explains that always occurs, which is not made again.
  const explained = new Set(
    checks.flatMap(({ persistence, defect, observation }) =>
      (persistence === 'persistent' || (defect !== undefined && alwaysOccurs(world, defect))) && observation
        ? [observation]
        : [],
    ),
  )
  const now = lost.filter(([, seen]) => !explained.has(seen as never)).map(([probe]) => probe)
  const throughServices = new Set(now.filter((probe) => !isDirect(probe)).map((probe) => nodesOf(world, probe)[0]))
  const others = exchanges
    .map(([probe]) => probe)
    .filter((probe) => probe.protocol === 'udp' && isDirect(probe) && throughServices.has(nodesOf(world, probe)[0]))
    .filter((probe) => mustBeAnswered(world, probe))
  const ways = Map.groupBy([...now.filter(isDirect), ...others], (probe) => nodesOf(world, probe).join(' -> '))
  const open = new Set(answered(exchanges).map((probe) => nodesOf(world, probe).join(' -> ')))
  const chosen = [...ways]
    .filter(([way]) => open.has(way))
    .slice(0, maxWays)
    .map(([, probes]) => probes.slice(0, maxPairs).map(asDatagram))
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
