import { isDeepStrictEqual } from 'node:util'
import type { Pod, Scenario } from '../../../properties/model/scenario.ts'
import { hasReadinessGate } from './readiness.ts'

/** What has to happen to Pods so that one scenario becomes another. */
export interface PodChanges {
  removed: Pod[]
  added: Pod[]
  /** Pods that go on as they are but for what Kubernetes lets be changed: their labels and whether they are ready. */
  changed: Pod[]
}

/** A Pod that differs in what Kubernetes takes once only is removed and added again. */
export function podChanges(current: Scenario, wanted: Scenario): PodChanges {
  const before = new Map(current.pods.map((pod) => [pod.name, pod]))
  const after = new Map(wanted.pods.map((pod) => [pod.name, pod]))
  const stays = ({ name }: Pod): boolean => {
    const [old, now] = [before.get(name), after.get(name)]
    return old !== undefined && now !== undefined && isDeepStrictEqual(fixedPart(old), fixedPart(now))
  }
  return {
    removed: current.pods.filter((pod) => !stays(pod)),
    added: wanted.pods.filter((pod) => !stays(pod)),
    changed: wanted.pods.filter(
      (pod) => stays(pod) && !isDeepStrictEqual(livePart(pod), livePart(before.get(pod.name))),
    ),
  }
}

/** What a Pod keeps for its life. One that terminates cannot come back, and a living one has no sleep before its end. */
function fixedPart(pod: Pod) {
  const {
    name,
    namespace,
    nodeName,
    hostNetwork,
    containers,
    hostname,
    subdomain,
    dnsPolicy,
    terminating = false,
  } = pod
  const ports = containers.map(({ name, port, ports = [] }) => ({ name, port, ports }))
  const gate = hasReadinessGate(pod)
  return { name, namespace, nodeName, hostNetwork, ports, hostname, subdomain, dnsPolicy, terminating, gate }
}

const livePart = ({ labels = {}, ready = true }: Partial<Pod> = {}) => ({ labels, ready })
