import { AgentError } from '../agent/agent-client.ts'
import { type Agents, enter, listen } from './agents.ts'
import type { HostPlaces } from './hosts.ts'

/** Lets every agent enter its places and listen there, all at once. Throws AgentError. */
export async function serve(agents: Agents, hosts: ReadonlyMap<string, HostPlaces>): Promise<void> {
  const requests = [...hosts].flatMap(([host, { places, servers }]) => [
    agents.send(host, enter(places)),
    agents.send(host, listen(servers)),
  ])
  await throwFirst(requests)
}

/**
 * The same in a cluster that may have been changed by hand: what cannot be entered or served any more is left out,
 * and probes will tell. Throws AgentError only where an agent has ended.
 */
export async function serveWhatIsThere(agents: Agents, hosts: ReadonlyMap<string, HostPlaces>): Promise<void> {
  const requests = [...hosts].flatMap(([host, { places, servers }]) => [
    ...places.map((place) => agents.send(host, enter([place]))),
    agents.send(host, listen(servers)).catch((error: unknown) => {
      if (isFatal(error)) throw error
      return throwFirst(servers.map((server) => agents.send(host, listen([server])).catch(rethrowFatal)))
    }),
  ])
  await throwFirst(requests.map((request) => request.catch(rethrowFatal)))
}

const isFatal = (error: unknown): boolean => !(error instanceof AgentError) || error.ended

function rethrowFatal(error: unknown): void {
  if (isFatal(error)) throw error
}

/** Waits for all, then throws the first error: nothing goes on behind the caller's back. */
async function throwFirst(promises: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(promises)
  const failed = results.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}
