import type { V1Pod } from '@kubernetes/client-node'
import type { Pod } from '../../../properties/model/scenario.ts'
import type { Hands } from '../apply.ts'
import type { KubernetesClient } from '../client.ts'
import { podProblem } from '../ready.ts'
import type { KubernetesState } from '../state.ts'
import { watchUntil } from '../watch-until.ts'
import { podObject } from './pod-object.ts'
import { runs } from './runs.ts'

/** What the API server says of Pods that run, by name. */
export type Running = KubernetesState['running']

/**
 * Creates Pods, all at once, and waits until each runs and has its addresses. Throws DeadlineExceeded, Error for an
 * image that cannot be had, the API's error, or the signal's reason.
 */
export async function createPods(
  { client, namespace, nodeNames }: Pick<Hands, 'client' | 'namespace' | 'nodeNames'>,
  pods: readonly Pod[],
  pause: Pick<KubernetesState, 'pauseImage' | 'pauseCommand'>,
  signal: AbortSignal,
): Promise<Running> {
  if (pods.length === 0) return {}
  const created = await Promise.all(
    pods.map((pod) => client.applyOne(podObject(pod, namespace, nodeNames[pod.nodeName] as string, pause))),
  )
  const wanted = new Set(created.map(({ metadata }) => metadata?.uid))
  const found = await watchUntil<V1Pod>(
    client,
    podsOf(client, namespace),
    { name: `${pods.length} Pods to run`, timeMs: 60_000 + pods.length * 2_000 },
    (all) => {
      const ours = all.filter(({ metadata }) => wanted.has(metadata?.uid))
      const problem = ours.map(podProblem).find((problem) => problem !== undefined)
      if (problem !== undefined) throw new Error(problem)
      return ours.length === wanted.size && ours.every(runs)
    },
    signal,
  )
  return runningOf(found.filter(({ metadata }) => wanted.has(metadata?.uid)))
}

export function podsOf(client: KubernetesClient, namespace: string) {
  return {
    path: `/api/v1/namespaces/${namespace}/pods`,
    list: () => client.core.listNamespacedPod({ namespace }),
  }
}

export function runningOf(pods: readonly V1Pod[]): Running {
  return Object.fromEntries(
    pods.map(({ metadata, status }) => [
      metadata?.name ?? '',
      { uid: metadata?.uid ?? '', ips: status?.podIPs?.map(({ ip }) => ip) ?? [] },
    ]),
  )
}
