import type { Scenario } from './model/scenario.ts'
import type { World } from './model/world.ts'

/** The scenario with some of its Pods not ready: the Services leave them out, and their addresses stay. */
export function withoutPods({ scenario }: Pick<World, 'scenario'>, names: ReadonlySet<string>): Scenario {
  return {
    ...scenario,
    pods: scenario.pods.map((pod) => (names.has(pod.name) ? { ...pod, ready: false } : pod)),
  }
}
