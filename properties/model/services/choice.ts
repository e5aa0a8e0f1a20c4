import type { RuleId } from '../rules.ts'
import { nodeOf, type World } from '../world.ts'
import { type Arrival, isDetectedLocal } from './arrival.ts'
import type { Capture } from './capture.ts'
import { type Endpoint, portEndpoints } from './endpoint-slice.ts'
import { isLocalAddress } from './node-addresses.ts'
import type { ServiceProxy } from './proxy.ts'
import { proxyTraits } from './proxy-traits.ts'
import { type UsableEndpoints, usableEndpoints } from './usable.ts'

/** Who may answer a call to a Service port, and whether the call is masqueraded. */
export interface Choice {
  endpoints: Endpoint[]
  /** Marked for masquerading, whichever endpoint is chosen. */
  marked: boolean
  rule: RuleId
  /** Why it is these endpoints, or of an answer that nothing else speaks about, where that is an exception. */
  because?: RuleId
}

/** Nobody may answer: `refused` has no endpoint anywhere, `dropped` only none that the policy allows. */
export interface Nobody {
  nobody: 'refused' | 'dropped'
  rule: RuleId
}

type ServiceCapture = Exclude<Capture, { kind: 'host-port' }>

/** datapath 2.2 to 2.4: by policy, where the call comes from and what the mode makes of it. */
export function chooseEndpoints(
  world: World,
  proxy: ServiceProxy,
  capture: ServiceCapture,
  arrival: Arrival,
): Choice | Nobody {
  const { served, port } = capture
  const { status } = nodeOf(world, arrival.entry)
  const node = { name: arrival.entry, ...(status.zone !== undefined && { zone: status.zone }) }
  const usable = usableEndpoints(served.service, portEndpoints(served, port), node)
  if (!usable.any) return { nobody: 'refused', rule: 'service-without-endpoints' }
  return capture.kind === 'cluster-ip'
    ? internal(world, proxy, capture, arrival, usable)
    : external(world, proxy, capture, arrival, usable)
}

function internal(
  world: World,
  proxy: ServiceProxy,
  { served }: ServiceCapture,
  arrival: Arrival,
  usable: UsableEndpoints,
): Choice | Nobody {
  const { detectLocal, masqueradeAll, mode } = proxy
  const fromVirtualIP = arrival.fromEntryNode && proxyTraits[mode].nodeCallsFromVirtualIP
  const foreign = detectLocal.mode !== 'None' && !isDetectedLocal(world, detectLocal, arrival)
  const marked = masqueradeAll || fromVirtualIP || foreign
  if (served.service.internalTrafficPolicy === 'Local')
    return localOnly(proxy, usable, marked, {
      here: 'internal-traffic-local-policy',
      nobody: 'internal-traffic-local-policy-nobody-here',
    })
  const rule = clusterRule(arrival, proxy)
  return { ...fromCluster(usable), marked, rule }
}

function clusterRule({ returnsByItself, fromEntryNode }: Arrival, { masqueradeAll }: ServiceProxy): RuleId {
  if (!returnsByItself) return 'cluster-ip-from-outside'
  if (fromEntryNode) return 'cluster-ip-from-node'
  return masqueradeAll ? 'masquerade-all' : 'cluster-ip-from-pod'
}

function external(
  world: World,
  proxy: ServiceProxy,
  { served }: ServiceCapture,
  arrival: Arrival,
  usable: UsableEndpoints,
): Choice | Nobody {
  if (served.service.externalTrafficPolicy !== 'Local')
    return { ...fromCluster(usable), marked: true, rule: 'external-traffic-cluster-policy' }
  if (proxyTraits[proxy.mode].shortCircuitsLocalPolicy) {
    if (isDetectedLocal(world, proxy.detectLocal, arrival)) {
      const rule = 'external-traffic-local-policy-from-distant-pod'
      if (!arrival.returnsByItself) return { because: `${rule}-here`, ...fromCluster(usable), marked: false, rule }
      return { ...fromCluster(usable), marked: false, rule: 'external-traffic-local-policy-from-pod' }
    }
    if (isLocalAddress(world, arrival.entry, arrival.source))
      return { ...fromCluster(usable), marked: true, rule: 'external-traffic-local-policy-from-node' }
  }
  return localOnly(proxy, usable, false, {
    here: 'external-traffic-local-policy',
    nobody: 'external-traffic-local-policy-nobody-here',
  })
}

function localOnly(
  proxy: ServiceProxy,
  usable: UsableEndpoints,
  marked: boolean,
  rules: { here: RuleId; nobody: RuleId },
): Choice | Nobody {
  if (usable.local.length > 0)
    return { endpoints: usable.local, marked, rule: rules.here, ...standIn(usable.terminating.local) }
  if (proxyTraits[proxy.mode].withoutLocalEndpoint === 'dropped') return { nobody: 'dropped', rule: rules.nobody }
  const rule = 'local-policy-falls-back-ipvs'
  return usable.cluster.length > 0 ? { ...fromCluster(usable), marked, rule } : { nobody: 'refused', rule }
}

function fromCluster({ cluster, terminating, hinted }: UsableEndpoints): Pick<Choice, 'endpoints' | 'because'> {
  return { endpoints: cluster, ...(hinted ? { because: 'traffic-distribution' } : standIn(terminating.cluster)) }
}

function standIn(terminating: boolean): Pick<Choice, 'because'> {
  return terminating ? { because: 'terminating-endpoints-stand-in' } : {}
}
