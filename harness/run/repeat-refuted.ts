import type { StartedCluster } from '../../clusters/cluster.ts'
import { expect } from '../../properties/model/expectation.ts'
import type { Observation, Seen } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Check } from '../../properties/model/verdict.ts'
import type { World } from '../../properties/model/world.ts'
import { type Repeated, weighRepeated } from './weigh-repeated.ts'

/** How often a refuted probe is made again, with fresh ports, before it is called persistent. */
const repeats = 3
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
  const isExchange = ({ observation }: Check) => observation !== undefined && positions.has(observation)
  const refuted = checks
    .filter((check) => check.verdict === 'refuted' && isExchange(check) && check.defect === undefined)
    .slice(0, maxRepeated)
  if (refuted.length === 0) return []
  const probes = refuted.flatMap(({ probe }) =>
    probe === undefined ? [] : Array.from({ length: repeats }, () => probe),
  )
  const observations = await makeAgain(
    cluster,
    probes,
    (probe) => expect(world, probe).allowed.every(({ outcome }) => outcome === 'answered'),
    signal,
  )
  const repeated = refuted.flatMap((check, position) => {
    const again = observations.slice(position * repeats, (position + 1) * repeats)
    const { probe } = check
    const exchange = check.observation === undefined ? undefined : positions.get(check.observation)
    if (probe === undefined || exchange === undefined) return []
    return [{ exchange, observations: again }]
  })
  weighRepeated(world, exchanges, repeated, checks)
  return repeated
}

/** An answer that does not come within this time counts as one that failed again. */
const answerTimeMs = 1_500

/** Makes probes once more. Where only an answer is right, nobody waits to learn in which way it does not come. */
async function makeAgain(
  cluster: StartedCluster,
  probes: readonly Probe[],
  mustBeAnswered: (probe: Probe) => boolean,
  signal: AbortSignal,
): Promise<Observation[]> {
  const observations = new Array<Observation>(probes.length)
  const groups = Map.groupBy(probes.keys(), (index) => mustBeAnswered(probes[index] as Probe))
  for (const [isShort, indexes] of groups) {
    const batch = indexes.map((index) => probes[index] as Probe)
    const made = await cluster.probe(batch, signal, ...(isShort ? [answerTimeMs] : []))
    for (const [position, index] of indexes.entries()) observations[index] = made[position] as Observation
  }
  return observations
}
