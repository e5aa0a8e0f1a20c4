import { type Allowed, type Expectation, expect } from './model/expectation.ts'
import { judgeAgainst } from './model/judge.ts'
import type { Observation, Seen, SocketAddress } from './model/observation.ts'
import type { Probe } from './model/probe.ts'
import type { RuleId } from './model/rules.ts'
import { servicePortKey } from './model/service.ts'
import { portEndpoints } from './model/services/endpoint-slice.ts'
import type { Check } from './model/verdict.ts'
import type { World } from './model/world.ts'
import { servedPorts } from './service-calls.ts'

/** Above the ports that sockets are given by default (32768 to 60999) and those of podnet's servers. */
export const firstFlowPort = 61_001
export const lastFlowPort = 65_535

/**
 * What a UDP flow may show that was answered before, from its old source port. The same as a new one, and the endpoint of
 * the old one as long as it serves: the proxy forgets a flow for no other reason. What is wrong then is what was
 * remembered.
 */
function ofOldFlow(world: World, probe: Probe, last: Pick<Observation, 'outcome' | 'server'>): Expectation {
  const allowed = expect(world, probe).allowed.map(({ rule: _rule, ...way }): Allowed => way)
  return { rule: ruleOf(world, probe, last, allowed), allowed: [...allowed, ...stillServed(world, probe, last)] }
}

/**
 * Judges what such a flow showed. `mayHaveEnded`: the proxy may have ended it in between, and need not have, so that it may
 * show what a flow does that nobody remembers.
 */
export function judgeOldFlow(
  property: string,
  world: World,
  probe: Probe,
  seen: Seen,
  last: Pick<Observation, 'outcome' | 'server'>,
  mayHaveEnded: boolean,
): Check {
  const judged = (before: typeof last) => judgeAgainst(ofOldFlow(world, probe, before), property, world, probe, seen)
  const ended = mayHaveEnded ? judged({ outcome: 'timed-out' }) : undefined
  return ended?.verdict === 'holds' ? ended : judged(last)
}

/** Whether proxies end a flow to what answered last: it serves no more, and others do. */
export function isToBeEnded(world: World, probe: Probe, { server }: Pick<Observation, 'server'>): boolean {
  const serving = endpointsOf(world, probe).filter(({ conditions }) => conditions.serving)
  return server !== undefined && serving.length > 0 && !serving.some((one) => isAt(one, server.local))
}

/** Endpoints that serve what a probe calls. */
export const servingEndpoints = (world: World, probe: Probe): number =>
  endpointsOf(world, probe).filter(({ conditions }) => conditions.serving).length

/** Of a flow whose endpoint has gone, what is left of the others decides how well proxies do. */
function ruleOf(
  world: World,
  probe: Probe,
  { outcome, server }: Pick<Observation, 'outcome' | 'server'>,
  allowed: readonly Allowed[],
): RuleId {
  const endpoints = endpointsOf(world, probe)
  // Elsewhere too: a policy that allows none of those that serve is no reason for a proxy to forget the flow's end.
  if (endpoints.some(({ conditions }) => conditions.serving)) return 'udp-flow-follows-endpoints'
  const nobody = allowed.every((way) => way.outcome !== 'answered')
  if (nobody && outcome === 'answered') return 'udp-flow-ends-with-last-endpoint'
  const hasGone = server !== undefined && !endpoints.some((one) => isAt(one, server.local))
  return hasGone && endpoints.length > 0 ? 'udp-flow-follows-published-endpoints' : 'udp-flow-follows-endpoints'
}

function endpointsOf(world: World, { target }: Probe): ReturnType<typeof portEndpoints> {
  return servedPorts(world)
    .filter(({ served, port }) => target.service === servicePortKey(served.service, port))
    .flatMap(({ served, port }) => portEndpoints(served, port))
}

const isAt = (one: SocketAddress, other: SocketAddress): boolean =>
  one.address === other.address && one.port === other.port

function stillServed(world: World, probe: Probe, { server }: Pick<Observation, 'server'>): Allowed[] {
  if (server === undefined) return []
  const { identity, local, peer } = server
  const serves = endpointsOf(world, probe).some((one) => isAt(one, local) && one.conditions.serving)
  if (!serves) return []
  return [{ outcome: 'answered', server: identity, destination: local, source: peer.address, sourcePort: 'any' }]
}
