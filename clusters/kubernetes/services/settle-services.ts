import type { V1EndpointSlice } from '@kubernetes/client-node'
import { nodePlace } from '../../../properties/model/place.ts'
import type { Service } from '../../../properties/model/service.ts'
import type { ServedService } from '../../../properties/model/services/endpoint-slice.ts'
import type { EndpointSource } from '../../../properties/model/services/endpoints.ts'
import type { ServiceProxy } from '../../../properties/model/services/proxy.ts'
import { sliceDifferences } from '../../../properties/model/services/slice-differences.ts'
import type { Agents } from '../../agents/agents.ts'
import { DeadlineExceeded, waitUntil } from '../../host/clock.ts'
import type { KubernetesClient } from '../client.ts'
import { watchUntil } from '../watch-until.ts'
import { markPort, markSliceObjects, readRules, showsMark } from './mark.ts'
import { type ClusterNames, servedServicesOf } from './served-services.ts'

interface ServiceHands extends ClusterNames {
  client: KubernetesClient
  agents: Agents
}

// A controller manager that cannot renew its lease for 10 s ends, starts again and waits for the lease: an API server
// that was away for 20 s left EndpointSlices behind for more than 15 s.
const controllerDeadline = { name: 'the EndpointSlices of every Service', timeMs: 60_000 }
const proxyDeadline = { name: "the rules of every Node's proxy", timeMs: 30_000 }

/** Every Service of the cluster with its EndpointSlices, as they are now. Throws the API's error. */
export async function readServices({ client, ...names }: Omit<ServiceHands, 'agents'>): Promise<ServedService[]> {
  const [services, slices] = await Promise.all([
    client.core.listServiceForAllNamespaces(),
    client.discovery.listEndpointSliceForAllNamespaces(),
  ])
  return servedServicesOf(services.items, slices.items, names)
}

/**
 * Waits until the endpoint controller has written what the Services ask for, and returns what there is then. Where it
 * never does, that is what there is: the calls are judged by it, and what differs is for a property to tell
 * (sliceDifferences). Throws the API's refusal, or the signal's reason.
 */
export async function settleSlices(
  { client, ...names }: Omit<ServiceHands, 'agents'>,
  services: readonly Service[],
  source: EndpointSource,
  signal: AbortSignal,
): Promise<ServedService[]> {
  const { items } = await client.core.listServiceForAllNamespaces()
  const slices = {
    path: '/apis/discovery.k8s.io/v1/endpointslices',
    list: () => client.discovery.listEndpointSliceForAllNamespaces(),
  }
  const served = (found: readonly V1EndpointSlice[]) => servedServicesOf(items, found, names)
  const hasCaughtUp = (found: readonly V1EndpointSlice[]): boolean => {
    const now = served(found)
    return sliceDifferences(services, now, source).length === 0 && now.every(hasComeUp)
  }
  try {
    return served(await watchUntil(client, slices, controllerDeadline, hasCaughtUp, signal))
  } catch (error) {
    if (!(error instanceof DeadlineExceeded)) throw error
    return served((await slices.list()).items)
  }
}

/** The cluster's own Services, such as DNS, come up with the cluster: they would change while calls are made. Other people's may be broken for good. */
const hasComeUp = ({ service, slices }: ServedService): boolean =>
  service.namespace !== 'kube-system' ||
  slices.every(({ endpoints }) => endpoints.every(({ conditions }) => conditions.ready))

/**
 * Waits until the rules of every Node hold all that was written so far: the mark's Service came last of the Services,
 * and its EndpointSlice comes last of all. A proxy that does not get there, which somebody
 * stopped or broke, is for the calls to show. Throws the API's refusal, or the signal's reason.
 */
export async function settleProxies(
  { client, agents, namespace, nodeNames }: ServiceHands,
  { mode }: Pick<ServiceProxy, 'mode'>,
  mark: { clusterIP: string; round: number },
  signal: AbortSignal,
): Promise<void> {
  await client.apply(markSliceObjects(mark.round, namespace))
  const wanted = { clusterIP: mark.clusterIP, port: markPort(mark.round) }
  const argv = ['sh', '-c', `${readRules[mode]} 2>/dev/null; exit 0`]
  const waiting = new Set(Object.keys(nodeNames))
  try {
    await waitUntil(
      proxyDeadline,
      async () => {
        const commands = new Map([...waiting].map((node) => [node, [{ place: nodePlace(node), argv }]]))
        for (const [node, [result]] of await agents.run(commands, signal)) {
          if (showsMark(mode, result?.stdout ?? '', wanted)) waiting.delete(node)
        }
        return waiting.size === 0
      },
      { intervalMs: 50, signal },
    )
  } catch (error) {
    if (!(error instanceof DeadlineExceeded)) throw error
  }
}
