import type { Allowed } from './expectation.ts'
import type { Observation } from './observation.ts'
import type { Probe } from './probe.ts'

// Agents judge with it as well: nothing but types may be imported here.

export type Mismatch = 'outcome' | 'server' | 'destination' | 'source' | 'source port'

/** What keeps an observation from being this allowed one; empty when it is. */
export function mismatches(allowed: Allowed, probe: Probe, observation: Observation): Mismatch[] {
  if (allowed.outcome !== observation.outcome) return ['outcome']
  const { server, client } = observation
  if (allowed.outcome !== 'answered' || probe.protocol === 'icmp') return []
  if (server === undefined || client === undefined) return ['outcome']
  const found: Mismatch[] = []
  if (allowed.server !== undefined && server.identity !== allowed.server) found.push('server')
  const { address, port } = allowed.destination ?? probe.target
  if (server.local.address !== address || server.local.port !== port) found.push('destination')
  if (server.peer.address !== allowed.source) found.push('source')
  else if (allowed.sourcePort === 'kept' && server.peer.port !== client.port) found.push('source port')
  return found
}
