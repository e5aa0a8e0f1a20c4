import type { Hands } from '../apply.ts'
import { namespacesOf } from '../namespace.ts'
import { type KubernetesState, statusOf } from '../state.ts'
import { writeOwnSlices } from './apply-services.ts'
import { readHostPortRules } from './host-port-rules.ts'
import { findMark, markService, servedMark } from './mark.ts'
import { settleProxies, settleSlices } from './settle-services.ts'

/** What a cluster has of Services. */
export type ServiceState = Pick<KubernetesState, 'services' | 'proxy' | 'dns' | 'rounds'>

/**
 * Called once Services are written and Pods run: writes podnet's own EndpointSlices, waits for the endpoint controller
 * and for every Node's proxy, and returns what the cluster really serves. After it nothing is asked of the API before
 * the first call. Throws the API's refusal, or the signal's reason.
 */
export async function serveThroughCluster(
  hands: Hands,
  state: KubernetesState,
  signal: AbortSignal,
): Promise<ServiceState> {
  const { client, agents, namespace } = hands
  const { scenario, topology, proxy, dns } = state
  const { services: wanted = [], pods } = scenario
  const source = { pods, status: statusOf(state), externalAddress: topology.externalAddress }
  let rounds = state.rounds + 1
  await writeOwnSlices(client, wanted, source, hands)
  await client.applyOne(markService(rounds, namespace))
  const served = await settleSlices(hands, wanted, source, signal)
  const mark = findMark(served)
  if (proxy !== undefined && mark !== undefined) {
    const clusterIP = mark.service.clusterIP ?? ''
    await settleProxies(hands, proxy, { clusterIP, round: rounds }, signal)
    if (mayHaveFlows(state)) {
      rounds += 1
      await client.applyOne(markService(rounds, namespace))
      await settleProxies(hands, proxy, { clusterIP, round: rounds }, signal)
    }
  }
  await hands.servicesChanged?.(served, signal)
  const hostPortRules = await readHostPortRules(agents, scenario, signal)
  return {
    services: served.map((one) => (one === mark ? servedMark(one, rounds) : one)),
    ...(proxy !== undefined && { proxy: { ...proxy, ...(hostPortRules !== undefined && { hostPortRules }) } }),
    ...(dns !== undefined && {
      dns: { ...dns, namespaces: [...new Set([...dns.namespaces, ...namespacesOf(scenario, namespace)])] },
    }),
    rounds,
  }
}

/**
 * Whether flows of before may have to be forgotten. kube-proxy does that after it has written its rules (kubernetes v1.34.4
 * pkg/proxy/iptables/proxier.go, CleanStaleEntries): that it has shows in the rules of its next sync, since one follows the
 * other.
 */
const mayHaveFlows = ({ services }: KubernetesState): boolean =>
  services
    .filter(({ service }) => service.namespace !== 'kube-system')
    .some(({ service }) => service.ports.some(({ protocol }) => protocol === 'UDP'))
