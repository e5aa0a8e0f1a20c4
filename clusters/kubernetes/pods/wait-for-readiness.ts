import type { V1Pod } from '@kubernetes/client-node'
import type { Scenario } from '../../../properties/model/scenario.ts'
import type { KubernetesClient } from '../client.ts'
import { isReadyPod } from '../ready.ts'
import { watchUntil } from '../watch-until.ts'
import { allPods, type Running } from './create.ts'
import { isToBeReady } from './readiness.ts'

/** Waits until every Pod is ready or not, as asked. Throws DeadlineExceeded, the API's error, or the signal's reason. */
export async function waitForReadiness(
  client: KubernetesClient,
  { pods }: Scenario,
  running: Running,
  signal: AbortSignal,
): Promise<void> {
  const wanted = new Map(pods.map((pod) => [running[pod.name]?.uid, isToBeReady(pod)]))
  const isReached = (all: readonly V1Pod[]): boolean => {
    const ours = all.filter(({ metadata }) => wanted.has(metadata?.uid))
    return ours.length === pods.length && ours.every((pod) => isReadyPod(pod) === wanted.get(pod.metadata?.uid))
  }
  await watchUntil(client, allPods(client), { name: 'the readiness of every Pod', timeMs: 30_000 }, isReached, signal)
}
