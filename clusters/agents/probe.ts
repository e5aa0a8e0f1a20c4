import type { Network } from '../../properties/model/networks/network.ts'
import { isAsExpected, type Observation, type Seen } from '../../properties/model/observation.ts'
import type { PlaceId } from '../../properties/model/place.ts'
import type { Probe } from '../../properties/model/probe.ts'
import { shortestStandstillMs } from '../agent/event-loop.ts'
import type { AllowedOf } from '../cluster.ts'
import type { Agents } from './agents.ts'
import { readStandstills } from './standstill.ts'

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
  return inBatches({ agents, hostOf, deadlineMs, signal }, probes, (host, batch) =>
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
  const deadlineMs = fullDeadlineMs
  return inBatches<Seen>({ agents, hostOf, deadlineMs, signal }, probes, (host, batch, indexes) => {
    return agents.compare(host, batch, indexes.map(allowedOf), { deadlineMs, inFlight, signal })
  })
}

interface Batches {
  agents: Agents
  hostOf: HostOf
  deadlineMs: number
  signal: AbortSignal
}

/**
 * Hands each agent its probes. An agent that dies takes its servers along, which looks like a refusal, and one that has no
 * processor neither asks nor answers in time, which looks like silence: what it could have touched is `not-made`.
 */
async function inBatches<Result extends Seen>(
  { agents, hostOf, deadlineMs, signal }: Batches,
  probes: readonly Probe[],
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
  const everyone = agents.hosts
  const servers = probes.map((probe) => possibleServers(everyone, hostOf, probe))
  const hosts = new Set([...batches.keys(), ...[...new Set(servers)].flat()].filter((host) => host !== undefined))
  const before = await readStandstills(agents, hosts)
  await Promise.all(Array.from({ length: agentsAtOnce }, makeNext))
  const after = await readStandstills(agents, hosts)
  signal.throwIfAborted()
  const stoodStillMs = (host: string) => (after.get(host) ?? 0) - (before.get(host) ?? 0)
  const ended = [...hosts].filter((host) => !after.has(host))
  const still = [...hosts].filter((host) => stoodStillMs(host) >= deadlineMs / 2)
  // A refusal stays one; only how long it took is not known then.
  const isReadLate = ({ outcome, durationMs }: Observation, client: string): boolean =>
    outcome === 'refused' && durationMs >= shortestStandstillMs && stoodStillMs(client) >= durationMs / 2
  return results.map((result, index) => {
    const own = servers[index] ?? []
    const gone = ended.find((host) => own.includes(host))
    if (gone !== undefined) return notMade(`the agent of ${gone} has ended`)
    if (isAsExpected(result)) return result
    const client = hostOf((probes[index] as Probe).client)
    if (client !== undefined && isReadLate(result, client)) return { ...result, heldUpMs: stoodStillMs(client) }
    if (result.outcome !== 'timed-out') return result
    const slow = still.find((host) => host === client || own.includes(host))
    return slow === undefined ? result : notMade(withoutProcessor(slow, stoodStillMs(slow)))
  })
}

const withoutProcessor = (host: string, timeMs: number): string =>
  `the agent of ${host} stood still for ${timeMs} ms: the machine has too much to do`

/** Hosts whose agent may be the server of a probe: whatever a Service leads to may be that of any, and so may a DNS server. */
function possibleServers(everyone: readonly string[], hostOf: HostOf, { target }: Probe): readonly string[] {
  if (target.service !== undefined || target.kind === 'dns-server') return everyone
  const host = target.place === undefined ? undefined : hostOf(target.place)
  return host === undefined ? [] : [host]
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
