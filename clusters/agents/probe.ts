import type { Observation } from '../../properties/model/observation.ts'
import type { PlaceId } from '../../properties/model/place.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Agents } from './agents.ts'

/** An unused address answers EHOSTUNREACH after about 3 s (datapath 0.9). */
const deadlineMs = 4_000
const inFlight = 256

const notMade = (error: string): Observation => ({ outcome: 'not-made', error, durationMs: 0 })

/**
 * Makes every probe: one batch per agent, all agents at once, observations in the probes' order.
 * An agent that dies takes its servers along, which looks like a refusal: what it could have touched is `not-made`.
 */
export async function probeAll(
  agents: Agents,
  hostOf: (place: PlaceId) => string | undefined,
  probes: readonly Probe[],
  signal: AbortSignal,
): Promise<Observation[]> {
  signal.throwIfAborted()
  const observations = new Array<Observation>(probes.length)
  const batches = Map.groupBy(probes.keys(), (index) => hostOf((probes[index] as Probe).client))
  await Promise.all(
    [...batches].map(async ([host, indexes]) => {
      const batch = indexes.map((index) => probes[index] as Probe)
      const results = await probeOne(agents, host, batch, signal)
      for (const [position, index] of indexes.entries()) observations[index] = results[position] as Observation
    }),
  )
  signal.throwIfAborted()
  return observations.map((observation, index) => {
    const place = probes[index]?.target.place
    const server = place === undefined ? undefined : hostOf(place)
    return server === undefined || agents.isAlive(server) ? observation : notMade(`the agent of ${server} has ended`)
  })
}

async function probeOne(
  agents: Agents,
  host: string | undefined,
  probes: Probe[],
  signal: AbortSignal,
): Promise<Observation[]> {
  if (host === undefined) return probes.map(({ client }) => notMade(`there is no ${client}`))
  try {
    return await agents.probe(host, probes, { deadlineMs, inFlight, signal })
  } catch (error) {
    signal.throwIfAborted()
    return probes.map(() => notMade((error as Error).message))
  }
}
