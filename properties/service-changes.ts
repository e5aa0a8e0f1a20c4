import type { Scenario } from './model/scenario.ts'
import type { World } from './model/world.ts'

/**
 * The scenario with some of its Pods not ready: the Services leave them out, and their addresses stay. Those that end
 * keep their readiness, since kubelet sets it no more.
 */
export function withoutPods({ scenario }: Pick<World, 'scenario'>, names: ReadonlySet<string>): Scenario {
  return {
    ...scenario,
    pods: scenario.pods.map((pod) =>
      names.has(pod.name) && pod.terminating !== true ? { ...pod, ready: false } : pod,
    ),
  }
}
