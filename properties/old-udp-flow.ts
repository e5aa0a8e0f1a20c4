import { type Allowed, type Expectation, expect } from './model/expectation.ts'
import type { Observation } from './model/observation.ts'
import type { Probe } from './model/probe.ts'
import { servicePortKey } from './model/service.ts'
import { portEndpoints } from './model/services/endpoint-slice.ts'
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
export function ofOldFlow(world: World, probe: Probe, last: Pick<Observation, 'outcome' | 'server'>): Expectation {
  const allowed = expect(world, probe).allowed.map(({ rule: _rule, ...way }): Allowed => way)
  const nobody = allowed.every(({ outcome }) => outcome !== 'answered')
  const rule = nobody && last.outcome === 'answered' ? 'udp-flow-ends-with-last-endpoint' : 'udp-flow-follows-endpoints'
  return { rule, allowed: [...allowed, ...stillServed(world, probe, last)] }
}

function stillServed(world: World, { target }: Probe, { server }: Pick<Observation, 'server'>): Allowed[] {
  if (server === undefined) return []
  const { identity, local, peer } = server
  const serves = servedPorts(world).some(
    ({ served, port }) =>
      target.service === servicePortKey(served.service, port) &&
      portEndpoints(served, port).some(
        (one) => one.address === local.address && one.port === local.port && one.conditions.serving,
      ),
  )
  if (!serves) return []
  return [{ outcome: 'answered', server: identity, destination: local, source: peer.address, sourcePort: 'any' }]
}
