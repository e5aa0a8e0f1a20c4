import type { Topology } from '../../properties/model/topology.ts'
import type { Hands } from './apply.ts'
import { readDroppingNodes } from './drops-invalid.ts'
import { readLimitingNodes } from './limits-errors.ts'
import type { NodeAddressing } from './node-addressing.ts'
import { readOtherPods } from './pods/other-pods.ts'
import { readVersion } from './read-version.ts'
import { readDns } from './services/read-dns.ts'
import { readProxy } from './services/read-proxy.ts'
import { readServices } from './services/settle-services.ts'
import type { KubernetesState } from './state.ts'
import { zonesOf } from './zones.ts'

/** What is known of a cluster before it has a Pod of podnet's. Throws the API's error, or the signal's reason. */
export async function firstState(
  { client, agents, namespace, nodeNames }: Pick<Hands, 'client' | 'agents' | 'namespace' | 'nodeNames'>,
  topology: Topology,
  addressing: NodeAddressing,
  signal: AbortSignal,
): Promise<Omit<KubernetesState, 'pauseImage' | 'pauseCommand'>> {
  const services = await readServices({ client, namespace, nodeNames })
  const node = Object.keys(nodeNames)[0] ?? ''
  const [kubernetesVersion, proxy, dns] = await Promise.all([
    readVersion(client),
    readProxy(client),
    readDns({ client, agents, namespace }, services, node, signal),
  ])
  return {
    topology,
    ...(kubernetesVersion !== undefined && { kubernetesVersion }),
    scenario: { pods: [] },
    running: {},
    otherPods: await readOtherPods(client, new Set([namespace]), nodeNames),
    addressing,
    localPodSources: {},
    zones: zonesOf((await client.core.listNode()).items, nodeNames),
    droppingNodes: await readDroppingNodes(agents, Object.keys(nodeNames), signal),
    limitingNodes: await readLimitingNodes(agents, Object.keys(nodeNames), signal),
    nodesWithPods: [],
    services,
    ...(proxy !== undefined && { proxy }),
    ...(dns !== undefined && { dns }),
    rounds: 0,
  }
}
