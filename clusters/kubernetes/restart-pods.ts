import type { V1DaemonSet, V1Deployment, V1LabelSelector, V1Pod } from '@kubernetes/client-node'
import { NetworkFailed } from '../cluster.ts'
import { DeadlineExceeded } from '../host/clock.ts'
import type { KubernetesClient } from './client.ts'
import { isSelected, podsIn } from './pods/owned-pods.ts'
import { isReadyPod, podProblem } from './ready.ts'
import { watchUntil } from './watch-until.ts'

/** What makes Pods: by its name, in whatever namespace it is. */
export interface Owner {
  kind: 'DaemonSet' | 'Deployment'
  name: string
}

/** The grace period is 30 s, then kubelet makes the new ones. */
const timeMs = 120_000

/**
 * Deletes all Pods of an owner, as `kubectl delete pod` does: each is told to end and has its grace period. Returns once
 * they are gone and as many new ones are Ready. Throws NetworkFailed where these do not come, Error where there is no
 * such owner or it has no Pods, the API's refusal, or the signal's reason.
 */
export async function restartPods(client: KubernetesClient, owner: Owner, signal: AbortSignal): Promise<void> {
  const { namespace, selector } = await findOwner(client, owner)
  const pods = podsIn(client, namespace)
  const old = (await pods.list()).items.filter((pod) => isSelected(selector, pod))
  if (old.length === 0) throw new Error(`${owner.kind} ${namespace}/${owner.name} has no Pods`)
  await Promise.all(
    old.map(({ metadata }) => client.core.deleteNamespacedPod({ name: metadata?.name ?? '', namespace })),
  )
  const deadline = { name: `new Pods of ${owner.kind} ${namespace}/${owner.name}`, timeMs }
  let seen: readonly V1Pod[] = []
  const areNew = (all: readonly V1Pod[]) => {
    seen = all.filter((pod) => isSelected(selector, pod))
    return haveTakenTheirPlace(old, seen)
  }
  await watchUntil<V1Pod>(client, pods, deadline, areNew, signal).catch((error: unknown) => {
    if (!(error instanceof DeadlineExceeded)) throw error
    const problem = seen.map(podProblem).find((one) => one !== undefined)
    throw new NetworkFailed([error.message, ...(problem === undefined ? [] : [problem])].join('; '), { cause: error })
  })
}

/** None of the old Pods is left, and there are as many, all Ready. */
export function haveTakenTheirPlace(old: readonly V1Pod[], now: readonly V1Pod[]): boolean {
  const gone = new Set(old.map(({ metadata }) => metadata?.uid))
  return now.length === old.length && now.every((pod) => !gone.has(pod.metadata?.uid) && isReadyPod(pod))
}

async function findOwner(
  client: KubernetesClient,
  { kind, name }: Owner,
): Promise<{ namespace: string; selector: V1LabelSelector }> {
  const query = { fieldSelector: `metadata.name=${name}` }
  const list =
    kind === 'DaemonSet'
      ? client.apps.listDaemonSetForAllNamespaces(query)
      : client.apps.listDeploymentForAllNamespaces(query)
  const [found]: (V1DaemonSet | V1Deployment)[] = (await list).items
  if (found?.spec === undefined) throw new Error(`the cluster has no ${kind} ${name}`)
  return { namespace: found.metadata?.namespace ?? 'default', selector: found.spec.selector }
}
