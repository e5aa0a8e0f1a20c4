import { isTerminating, type Pod, type Scenario } from './model/scenario.ts'
import type { World } from './model/world.ts'

/**
 * The scenario with some of its Pods not ready: the Services leave them out, and their addresses stay. Those that end
 * keep their readiness, since kubelet sets it no more, and so do those that no Service can select: they have no readiness
 * gate, and a Pod is given one only anew, with another address.
 */
export function withoutPods({ scenario }: Pick<World, 'scenario'>, names: ReadonlySet<string>): Scenario {
  return {
    ...scenario,
    pods: scenario.pods.map((pod) =>
      names.has(pod.name) && isSelectable(pod) && !isTerminating(pod) ? { ...pod, ready: false } : pod,
    ),
  }
}

const isSelectable = ({ labels = {} }: Pod): boolean => Object.keys(labels).length > 0
