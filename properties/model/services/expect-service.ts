import type { Allowed, Expectation } from '../expectation.ts'
import type { Probe, TargetKind } from '../probe.ts'
import { serviceKey } from '../service.ts'
import type { World } from '../world.ts'
import { type Arrival, arrivalOf, arrives } from './arrival.ts'
import { type Capture, captureOf } from './capture.ts'
import { type Choice, chooseEndpoints, type Nobody } from './choice.ts'
import type { Endpoint } from './endpoint-slice.ts'
import { expectHostPort } from './expect-host-port.ts'
import { expectUntaken } from './expect-untaken.ts'
import { isOfScenario, locate, serverAt } from './location.ts'
import { dropped, leftToTheRoute, nobodyThere, rejected } from './nobody.ts'
import { isLoopback, type ServiceProxy } from './proxy.ts'
import { proxyTraits } from './proxy-traits.ts'
import { sourceSeen } from './source-seen.ts'

const serviceTargets: readonly TargetKind[] = ['cluster-ip', 'node-port', 'external-ip', 'host-port']

export function isServiceProbe({ target }: Probe): boolean {
  return serviceTargets.includes(target.kind)
}

/**
 * What may answer a call to a Service, NodePort, externalIP or hostPort: one allowed way for each endpoint, each with
 * the source it must see. Throws Error without a proxy, and for endpoints that are no servers of podnet's unless the
 * probe asks only to connect.
 */
export function expectService(world: World, probe: Probe): Expectation {
  const { proxy } = world
  if (proxy === undefined) throw new Error(`no proxy is known: nothing can be expected of ${probe.target.kind}`)
  const arrival = arrivalOf(world, probe)
  if (!arrives(world, probe, arrival)) return { rule: 'pod-to-pod-without-path', allowed: leftToTheRoute }
  const capture = probe.protocol === 'icmp' ? undefined : captureOf(world, proxy, probe, arrival.entry)
  if (capture === undefined) return expectUntaken(world, proxy, probe, arrival)
  if (capture.kind === 'host-port') return expectHostPort(world, proxy, capture, arrival)
  const choice = chooseEndpoints(world, proxy, capture, arrival)
  if ('nobody' in choice) return { rule: choice.rule, allowed: nobodyAnswers(proxy, capture, arrival, choice) }
  const allowed = choice.endpoints.flatMap((endpoint) => answersOf(world, probe, capture, arrival, choice, endpoint))
  const rule = isLoopback(probe.target.address) ? 'localhost-node-port' : choice.rule
  return { rule, allowed: [...allowed, ...uncertain(proxy, choice)] }
}

/**
 * The endpoints among which the proxy chooses for a call, those that cannot answer included. None where nothing takes
 * the call, nobody may answer it, or a hostPort leads it to its Pod.
 */
export function endpointsFor(world: World, probe: Probe): readonly Endpoint[] {
  const { proxy } = world
  if (proxy === undefined || probe.protocol === 'icmp') return []
  const arrival = arrivalOf(world, probe)
  const capture = captureOf(world, proxy, probe, arrival.entry)
  if (capture === undefined || capture.kind === 'host-port') return []
  const choice = chooseEndpoints(world, proxy, capture, arrival)
  return 'nobody' in choice ? [] : choice.endpoints
}

/** Whether the network saves IPVS's unmasqueraded calls is not known by measurement (datapath 2.4). */
function uncertain({ mode }: ServiceProxy, { rule }: Choice): Allowed[] {
  return mode === 'ipvs' && rule === 'local-policy-falls-back-ipvs' ? [{ outcome: 'timed-out' }] : []
}

function answersOf(
  world: World,
  { connectOnly }: Probe,
  { served }: Exclude<Capture, { kind: 'host-port' }>,
  arrival: Arrival,
  { marked, because }: Choice,
  endpoint: Endpoint,
): Allowed[] {
  const { address, port } = endpoint
  const location = locate(world, address)
  if (location.kind === 'gone') return nobodyThere.map((allowed) => ({ ...allowed, rule: 'service-endpoint-is-gone' }))
  const seen = sourceSeen(world, arrival, { address, location }, marked)
  if ('outcomes' in seen) return seen.outcomes.map((allowed) => ({ ...allowed, rule: seen.rule }))
  const server = serverAt(world, address, port)
  if (server === undefined) {
    if (isOfScenario(world, served)) return [{ outcome: 'refused', rule: 'service-endpoint-does-not-listen' }]
    if (connectOnly) return [{ outcome: 'connected', rule: 'service-of-the-cluster' }]
    throw new Error(`${address}:${port} of ${serviceKey(served.service)} is no server of podnet's`)
  }
  if (connectOnly) return [{ outcome: 'connected' }]
  const rule = seen.rule ?? because
  const answered = { outcome: 'answered', server, destination: { address, port } } as const
  // Calls to one endpoint by several Services may bear one source port: connection tracking then gives the later another.
  return [{ ...answered, source: seen.source, sourcePort: 'any', ...(rule !== undefined && { rule }) }]
}

function nobodyAnswers(
  proxy: ServiceProxy,
  { kind }: Capture,
  arrival: Arrival,
  { nobody }: Nobody,
): readonly Allowed[] {
  const traits = proxyTraits[proxy.mode]
  const hook = kind === 'cluster-ip' ? 'output' : 'input'
  if (nobody === 'dropped') return dropped(arrival, hook)
  if (kind === 'external-ip' && arrival.fromEntryNode) {
    if (!traits.rejectsExternalIPInOutput) return [...leftToTheRoute, { outcome: 'refused' }]
    return rejected(arrival, 'output')
  }
  // ip_vs refuses on the way out whatever address of the Service is called.
  return rejected(arrival, traits.noEndpoints === 'refused' ? 'output' : hook)
}
