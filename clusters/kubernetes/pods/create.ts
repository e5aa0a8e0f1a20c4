import type { V1Pod } from '@kubernetes/client-node'
import type { Pod } from '../../../properties/model/scenario.ts'
import type { Hands } from '../apply.ts'
import type { KubernetesClient } from '../client.ts'
import { namespaceOf } from '../namespace.ts'
import { podProblem } from '../ready.ts'
import type { KubernetesState } from '../state.ts'
import { watchUntil } from '../watch-until.ts'
import { podObject } from './pod-object.ts'
import { setReadiness } from './readiness.ts'
import { runs } from './runs.ts'

/** What the API server says of Pods that run, by name. */
export type Running = KubernetesState['running']

type PodHands = Pick<Hands, 'client' | 'namespace' | 'nodeNames'>
type Pause = Pick<KubernetesState, 'pauseImage' | 'pauseCommand'>

/**
 * Creates Pods, all at once, and waits until each runs and has its addresses. Throws DeadlineExceeded, Error for an
 * image that cannot be had, the API's error, or the signal's reason.
 */
export async function createPods(
  hands: PodHands,
  pods: readonly Pod[],
  pause: Pause,
  signal: AbortSignal,
): Promise<Running> {
  if (pods.length === 0) return {}
  const created = await Promise.all(pods.map((pod) => writePod(hands, pod, pause)))
  const wanted = new Set(created.map(({ metadata }) => metadata?.uid))
  const found = await watchUntil<V1Pod>(
    hands.client,
    allPods(hands.client),
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

/** Makes a Pod, or gives one that is there its labels and readiness. Throws the API's refusal. */
export async function writePod(
  { client, namespace: own, nodeNames }: PodHands,
  pod: Pod,
  pause: Pause,
): Promise<V1Pod> {
  const namespace = namespaceOf(pod, own)
  const written = await client.applyOne(podObject(pod, namespace, nodeNames[pod.nodeName] as string, pause))
  await setReadiness(client, namespace, pod)
  return written
}

/** Of all namespaces: a scenario's Pods may lie in several. */
export function allPods(client: KubernetesClient) {
  return { path: '/api/v1/pods', list: () => client.core.listPodForAllNamespaces() }
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
