import type { V1Pod } from '@kubernetes/client-node'
import { DeadlineExceeded } from '../../host/clock.ts'
import type { KubernetesClient } from '../client.ts'
import { watchUntil } from '../watch-until.ts'
import { allPods } from './create.ts'

/** IPs of Pods of the Pod network that podnet did not create, by the Node's name: a real cluster has some of its own. */
export type OtherPods = Record<string, string[]>

const deadline = { name: "the addresses of the cluster's own Pods", timeMs: 30_000 }

/**
 * Waits until the Pods outside podnet's namespaces have their addresses: each adds a port to its Node's bridge. One that
 * does not get there, in a cluster that somebody broke, is no reason to stop: who needs it will see. Throws the API's
 * refusal, or the signal's reason.
 */
export async function waitForOtherPods(
  client: KubernetesClient,
  ours: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<void> {
  const settled = (pod: V1Pod) => isOurs(pod, ours) || hasEnded(pod) || !isOnItsWay(pod, Date.now())
  try {
    await watchUntil<V1Pod>(client, allPods(client), deadline, (pods) => pods.every(settled), signal)
  } catch (error) {
    if (!(error instanceof DeadlineExceeded)) throw error
  }
}

const placingTimeMs = 60_000

/** Without its address still. One that has found no Node for a minute waits for room, and adds nothing to any. */
export function isOnItsWay({ metadata, spec, status }: V1Pod, nowMs: number): boolean {
  if ((status?.podIPs?.length ?? 0) > 0) return false
  return spec?.nodeName !== undefined || nowMs - (metadata?.creationTimestamp?.getTime() ?? 0) < placingTimeMs
}

/** `ours`: the namespaces of podnet's Pods. */
const isOurs = ({ metadata }: V1Pod, ours: ReadonlySet<string>): boolean => ours.has(metadata?.namespace ?? '')

const hasEnded = ({ status }: V1Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed'

/** The Pods that are not podnet's, as they are now. */
export async function readOtherPods(
  client: KubernetesClient,
  ours: ReadonlySet<string>,
  nodeNames: Readonly<Record<string, string>>,
): Promise<OtherPods> {
  return otherPodsOf((await client.core.listPodForAllNamespaces()).items, ours, nodeNames)
}

/** Out of all Pods of a cluster. */
export function otherPodsOf(
  pods: readonly V1Pod[],
  ours: ReadonlySet<string>,
  nodeNames: Readonly<Record<string, string>>,
): OtherPods {
  const others = pods.filter((pod) => !isOurs(pod, ours) && pod.spec?.hostNetwork !== true && !hasEnded(pod))
  return Object.fromEntries(
    Object.entries(nodeNames).map(([node, nodeName]) => [
      node,
      others
        .filter(({ spec }) => spec?.nodeName === nodeName)
        .flatMap(({ status }) => status?.podIPs?.map(({ ip }) => ip) ?? []),
    ]),
  )
}
