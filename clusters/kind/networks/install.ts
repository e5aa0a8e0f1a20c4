import type { V1Node, V1Pod } from '@kubernetes/client-node'
import type { Network } from '../../../properties/model/networks/network.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { isReadyNode, isReadyPod, podProblem } from '../kubernetes/ready.ts'
import { watchUntil } from '../kubernetes/watch-until.ts'
import type { KindOptions } from '../options.ts'
import { flannelNamespace } from './flannel-daemon-set.ts'
import { flannelObjects } from './flannel-objects.ts'
import { netConf } from './net-conf.ts'

/** What keeps kind from carrying a network, in one sentence; undefined when nothing does. */
export function networkProblem(network: Network): string | undefined {
  if (netConf(network, '') !== undefined) return undefined
  return `kind cannot bring up ${network.name} in this version: it knows flannel's VXLAN, host-gw and direct routing`
}

const ready = (what: string) => ({ name: `${what} to be ready`, timeMs: 180_000 })

/**
 * Installs a network and waits until every Node and every Pod of the network is Ready. Throws DeadlineExceeded,
 * Error for an image that cannot be had, or the signal's reason.
 */
export async function installNetwork(
  client: KubernetesClient,
  network: Network,
  { podCIDR, nodes }: { podCIDR: string; nodes: number },
  images: KindOptions,
  signal: AbortSignal,
): Promise<void> {
  const configuration = netConf(network, podCIDR)
  if (configuration === undefined) throw new Error(networkProblem(network))
  await client.apply(flannelObjects(configuration, images))
  signal.throwIfAborted()
  await Promise.all([
    watchUntil<V1Pod>(
      client,
      {
        path: `/api/v1/namespaces/${flannelNamespace}/pods`,
        list: () => client.core.listNamespacedPod({ namespace: flannelNamespace }),
      },
      ready('a flannel Pod on every Node'),
      (pods) => {
        refuseHopeless(pods)
        return pods.length === nodes && pods.every(isReadyPod)
      },
      signal,
    ),
    watchUntil<V1Node>(
      client,
      { path: '/api/v1/nodes', list: () => client.core.listNode() },
      ready('every Node'),
      (found) => found.length === nodes && found.every(isReadyNode),
      signal,
    ),
  ])
}

function refuseHopeless(pods: readonly V1Pod[]): void {
  const problem = pods.map(podProblem).find((problem) => problem !== undefined)
  if (problem !== undefined) throw new Error(problem)
}
