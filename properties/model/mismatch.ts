import type { Allowed } from './expectation.ts'
import type { Observation } from './observation.ts'
import type { Probe, Protocol } from './probe.ts'
import { type DnsQuery, isAnswer } from './services/dns/cluster-dns.ts'

// Agents judge with it as well: nothing but types and what is pure and small may be imported here.

export type Mismatch = 'outcome' | 'server' | 'destination' | 'source' | 'source port' | 'answer'

/** What keeps an observation from being this allowed one; empty when it is. */
export function mismatches(allowed: Allowed, probe: Probe, observation: Observation): Mismatch[] {
  if (allowed.outcome !== observation.outcome) return ['outcome']
  if (probe.query !== undefined) return answerMismatches(allowed, probe.query, probe.protocol, observation)
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

function answerMismatches(
  { answer }: Allowed,
  query: DnsQuery,
  protocol: Protocol,
  { answer: came }: Observation,
): Mismatch[] {
  if (came === undefined) return ['outcome']
  if (answer === undefined) return []
  // Who asks over TCP has nowhere else to ask for the rest.
  if (protocol === 'tcp' && came.truncated === true) return ['answer']
  return isAnswer(answer, query, came) ? [] : ['answer']
}
