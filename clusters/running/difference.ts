import type { Pod, Scenario } from '../../properties/model/scenario.ts'

/** What has to happen so that one scenario becomes another. */
export interface Difference {
  removed: Pod[]
  added: Pod[]
}

/** Pods that are the same in both keep their namespace and address; one that changed is removed and added again. */
export function difference(current: Scenario, wanted: Scenario): Difference {
  const before = new Map(current.pods.map((pod) => [pod.name, fingerprint(pod)]))
  const after = new Map(wanted.pods.map((pod) => [pod.name, fingerprint(pod)]))
  return {
    removed: current.pods.filter((pod) => after.get(pod.name) !== before.get(pod.name)),
    added: wanted.pods.filter((pod) => before.get(pod.name) !== after.get(pod.name)),
  }
}

function fingerprint({ name, nodeName, hostNetwork, containers }: Pod): string {
  return JSON.stringify([name, nodeName, hostNetwork, containers.map(({ name, port }) => [name, port])])
}
