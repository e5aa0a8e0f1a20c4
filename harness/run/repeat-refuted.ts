import type { StartedCluster } from '../../clusters/cluster.ts'
import { mustBeAnswered } from '../../properties/model/expectation.ts'
import { judgeProbe } from '../../properties/model/judge.ts'
import type { Observation, Seen } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Check } from '../../properties/model/verdict.ts'
import type { World } from '../../properties/model/world.ts'
import { type Repeated, weighRepeated } from './weigh-repeated.ts'

/** How often a refuted probe is made again, with fresh ports, before it is called persistent. */
const firstRepeats = 3
/**
 * And how often after those where one was right: a rate needs more. Where some come and go, those that timed out every
 * time are made again as often: on a way that loses a fifth, one of 600 fails four times in a row by chance.
 */
const furtherRepeats = 20
/** Refuted probes made again in one case; further ones of the same case tell nothing new. */
const maxRepeated = 300

/**
 * Makes refuted probes again and writes into their checks how they behaved: persistent (wrong every time), late (right
 * every time now) or flaky. All three stay refuted. A known defect that always occurs needs
 * no confirmation; one that occurs by chance explains only what is right every time now. What a whole series of probes
 * or a stage showed is not made again: a single probe, now, would tell nothing of it.
 */
export async function repeatRefuted(
  world: World,
  cluster: StartedCluster,
  exchanges: readonly (readonly [Probe, Seen])[],
  checks: readonly Check[],
  signal: AbortSignal,
): Promise<Repeated[]> {
  const positions = new Map(exchanges.map(([, seen], position) => [seen, position]))
  const refuted = checks
    .filter(({ verdict, defect }) => verdict === 'refuted' && defect === undefined)
    .map(({ observation }) => (observation === undefined ? undefined : positions.get(observation)))
    .filter((exchange) => exchange !== undefined)
  const chosen = [...new Set(refuted)].slice(0, maxRepeated)
  const first = await repeat(chosen, firstRepeats)
  const disagreeing = first.filter(({ exchange, observations }) => observations.some((one) => holds(exchange, one)))
  const doubtful = disagreeing.some(isTimeout) ? first.filter(isTimeout) : []
  const further = await repeat(
    [...new Set([...disagreeing, ...doubtful])].map(({ exchange }) => exchange),
    furtherRepeats,
  )
  const more = new Map(further.map(({ exchange, observations }) => [exchange, observations]))
  const repeated = first.map(({ exchange, observations }) => ({
    exchange,
    observations: [...observations, ...(more.get(exchange) ?? [])],
  }))
  weighRepeated(world, exchanges, repeated, checks)
  return repeated

  function probeOf(exchange: number): Probe {
    const [probe] = exchanges[exchange] as readonly [Probe, Seen]
    return probe
  }

  function isTimeout({ exchange }: Repeated): boolean {
    const [, seen] = exchanges[exchange] as readonly [Probe, Seen]
    return seen.outcome === 'timed-out'
  }

  function holds(exchange: number, observation: Observation): boolean {
    return judgeProbe('', world, probeOf(exchange), observation).verdict === 'holds'
  }

  async function repeat(chosen: readonly number[], times: number): Promise<Repeated[]> {
    if (chosen.length === 0) return []
    const probes = chosen.flatMap((exchange) => Array.from({ length: times }, () => withFreshPort(probeOf(exchange))))
    const observations = await makeAgain(cluster, world, probes, signal)
    return chosen.map((exchange, position) => ({
      exchange,
      observations: observations.slice(position * times, (position + 1) * times),
    }))
  }
}

/** The same flow again would meet what connection tracking remembers of it. */
function withFreshPort({ sourcePort: _sourcePort, ...probe }: Probe): Probe {
  return probe
}

/** An answer that does not come within this time counts as one that failed again. */
export const answerTimeMs = 1_500

/** Makes probes once more. Where only an answer is right, nobody waits to learn in which way it does not come. */
async function makeAgain(
  cluster: StartedCluster,
  world: World,
  probes: readonly Probe[],
  signal: AbortSignal,
): Promise<Observation[]> {
  const observations = new Array<Observation>(probes.length)
  const groups = Map.groupBy(probes.keys(), (index) => mustBeAnswered(world, probes[index] as Probe))
  for (const [isShort, indexes] of groups) {
    const batch = indexes.map((index) => probes[index] as Probe)
    const made = await cluster.probe(batch, signal, ...(isShort ? [answerTimeMs] : []))
    for (const [position, index] of indexes.entries()) observations[index] = made[position] as Observation
  }
  return observations
}
