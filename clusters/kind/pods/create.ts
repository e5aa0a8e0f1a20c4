import type { V1Pod } from '@kubernetes/client-node'
import type { Pod } from '../../../properties/model/scenario.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { podProblem } from '../kubernetes/ready.ts'
import { watchUntil } from '../kubernetes/watch-until.ts'
import type { KindState } from '../state.ts'
import { podNamespace, podObject } from './pod-object.ts'
import { runs } from './runs.ts'

/** What the API server says of Pods that run, by name. */
export type Running = KindState['running']

/**
 * Creates Pods, all at once, and waits until each runs and has its addresses. Throws DeadlineExceeded, Error for an
 * image that cannot be had, the API's error, or the signal's reason.
 */
export async function createPods(
  client: KubernetesClient,
  pods: readonly Pod[],
  { containers, pauseImage }: Pick<KindState, 'containers' | 'pauseImage'>,
  signal: AbortSignal,
): Promise<Running> {
  if (pods.length === 0) return {}
  const created = await Promise.all(
    pods.map((pod) => {
      const body = podObject(pod, containers[pod.nodeName] as string, pauseImage)
      return client.core.createNamespacedPod({ namespace: podNamespace, body })
    }),
  )
  const wanted = new Set(created.map(({ metadata }) => metadata?.uid))
  const found = await watchUntil<V1Pod>(
    client,
    podsOf(client),
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

export function podsOf(client: KubernetesClient) {
  return {
    path: `/api/v1/namespaces/${podNamespace}/pods`,
    list: () => client.core.listNamespacedPod({ namespace: podNamespace }),
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
