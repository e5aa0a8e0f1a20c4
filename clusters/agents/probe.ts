import type { Network } from '../../properties/model/networks/network.ts'
import type { Observation, Seen } from '../../properties/model/observation.ts'
import type { PlaceId } from '../../properties/model/place.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { AllowedOf } from '../cluster.ts'
import { type Agents, enter } from './agents.ts'

/** Time of a probe where nothing else is said: an unused address answers EHOSTUNREACH after about 3 s (datapath 0.9). */
export const fullDeadlineMs = 4_000
const mostInFlight = 512

/**
 * Probes that one agent has under way at the same time. flanneld's UDP backend takes all packets from other Nodes out of
 * one socket with room for some 270: bursts of 512 of every Node were lost there where the daemon had to wait for a
 * processor (UdpRcvbufErrors on the Node), which says nothing of the network but its speed.
 */
export const inFlightOf = ({ tunnel }: Network): number => (tunnel?.encapsulation === 'udp' ? 32 : mostInFlight)

/** Agents that probe at the same time: the requests of all agents of a large cluster would fill the memory. */
const agentsAtOnce = 128

const notMade = (error: string): Observation => ({ outcome: 'not-made', error, durationMs: 0 })

type HostOf = (place: PlaceId) => string | undefined

/**
 * Makes every probe: one batch per agent, many agents at once, observations in the probes' order. `inTurn`: an agent
 * begins a probe when the one before has ended.
 */
export function probeAll(
  agents: Agents,
  hostOf: HostOf,
  probes: readonly Probe[],
  signal: AbortSignal,
  { deadlineMs = fullDeadlineMs, inFlight = mostInFlight } = {},
): Promise<Observation[]> {
  return inBatches(agents, hostOf, probes, signal, (host, batch) =>
    agents.probe(host, batch, { deadlineMs, inFlight, signal }),
  )
}

/** The same, compared by the agents with what each probe may show. */
export function compareAll(
  agents: Agents,
  hostOf: HostOf,
  probes: readonly Probe[],
  allowedOf: AllowedOf,
  signal: AbortSignal,
  { inFlight = mostInFlight } = {},
): Promise<Seen[]> {
  return inBatches<Seen>(agents, hostOf, probes, signal, (host, batch, indexes) => {
    return agents.compare(host, batch, indexes.map(allowedOf), { deadlineMs: fullDeadlineMs, inFlight, signal })
  })
}

/**
 * Hands each agent its probes. An agent that dies takes its servers along, which looks like a refusal: what it could
 * have touched is `not-made`.
 */
async function inBatches<Result>(
  agents: Agents,
  hostOf: HostOf,
  probes: readonly Probe[],
  signal: AbortSignal,
  make: (host: string, batch: Probe[], indexes: readonly number[]) => Promise<Result[]>,
): Promise<(Result | Observation)[]> {
  signal.throwIfAborted()
  const results = new Array<Result | Observation>(probes.length)
  const batches = Map.groupBy(probes.keys(), (index) => hostOf((probes[index] as Probe).client))
  const waiting = batches.entries()
  const makeNext = async () => {
    for (const [host, indexes] of waiting) {
      const batch = indexes.map((index) => probes[index] as Probe)
      const made = await makeOne(host, batch, signal, (host) => make(host, batch, indexes))
      for (const [position, index] of indexes.entries()) results[index] = made[position] as Result | Observation
    }
  }
  await Promise.all(Array.from({ length: agentsAtOnce }, makeNext))
  const servers = probes.map(({ target }) => (target.place === undefined ? undefined : hostOf(target.place)))
  // Whatever a Service leads to may be the server of any agent.
  const anyones = probes.some(isService) ? agents.hosts : []
  const ended = await findEnded(agents, new Set([...servers.filter((server) => server !== undefined), ...anyones]))
  signal.throwIfAborted()
  const [someone] = ended
  return results.map((result, index) => {
    const server = isService(probes[index]) ? someone : servers[index]
    return server === undefined || !ended.has(server) ? result : notMade(`the agent of ${server} has ended`)
  })
}

const isService = (probe: Probe | undefined): boolean => probe?.target.service !== undefined

/** Hosts whose agent does not answer now: news of an agent's end may be slower than the refusals of its servers. */
async function findEnded(agents: Agents, hosts: ReadonlySet<string>): Promise<Set<string>> {
  const ended = new Set<string>()
  await Promise.all([...hosts].map((host) => agents.send(host, enter([])).catch(() => ended.add(host))))
  return ended
}

async function makeOne<Result>(
  host: string | undefined,
  probes: readonly Probe[],
  signal: AbortSignal,
  make: (host: string) => Promise<Result[]>,
): Promise<(Result | Observation)[]> {
  if (host === undefined) return probes.map(({ client }) => notMade(`there is no ${client}`))
  try {
    return await make(host)
  } catch (error) {
    signal.throwIfAborted()
    return probes.map(() => notMade((error as Error).message))
  }
}
