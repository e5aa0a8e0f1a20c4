import { isDeepStrictEqual } from 'node:util'
import { isTerminating, type Pod, type Scenario } from '../../../properties/model/scenario.ts'
import { hasReadinessGate, isToBeReady } from './readiness.ts'

/** What has to happen to Pods so that one scenario becomes another. */
export interface PodChanges {
  removed: Pod[]
  added: Pod[]
  /** Pods that go on but for what Kubernetes lets be changed: their labels, whether they are ready, and that they end. */
  changed: Pod[]
}

/** A Pod that differs in what Kubernetes takes once only is removed and added again. */
export function podChanges(current: Scenario, wanted: Scenario): PodChanges {
  const before = new Map(current.pods.map((pod) => [pod.name, pod]))
  const after = new Map(wanted.pods.map((pod) => [pod.name, pod]))
  const stays = ({ name }: Pod): boolean => {
    const [old, now] = [before.get(name), after.get(name)]
    if (old === undefined || now === undefined) return false
    // Told to end, a Pod ends, and kubelet sets its readiness no more, whatever its readiness gate says.
    if (isTerminating(old) && (!isTerminating(now) || isToBeReady(old) !== isToBeReady(now))) return false
    return isDeepStrictEqual(fixedPart(old), fixedPart(now))
  }
  return {
    removed: current.pods.filter((pod) => !stays(pod)),
    added: wanted.pods.filter((pod) => !stays(pod)),
    changed: wanted.pods.filter(
      (pod) => stays(pod) && !isDeepStrictEqual(livePart(pod), livePart(before.get(pod.name))),
    ),
  }
}

/** What a Pod keeps for its life. */
function fixedPart(pod: Pod) {
  const { name, namespace, nodeName, hostNetwork, containers, hostname, subdomain, dnsPolicy } = pod
  const ports = containers.map(({ name, port, ports = [] }) => ({ name, port, ports }))
  return { name, namespace, nodeName, hostNetwork, ports, hostname, subdomain, dnsPolicy, gate: hasReadinessGate(pod) }
}

const livePart = ({ labels = {}, ready = true, terminating = false }: Partial<Pod> = {}) => ({
  labels,
  ready,
  terminating,
})
