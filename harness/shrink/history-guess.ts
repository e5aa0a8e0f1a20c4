import { startOf } from '../../properties/model/apply-step.ts'
import type { Probe } from '../../properties/model/probe.ts'
import { reaim } from '../../properties/model/reaim.ts'
import { relevantPart } from '../../properties/model/relevant.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Step } from '../../properties/model/step.ts'
import type { World } from '../../properties/model/world.ts'

/**
 * What of a history can matter to a probe of its end by the model: the objects that matter to the probe before the first
 * Step or after the last one, and the Steps that name one of them; then those of Nodes and daemons too.
 */
export function historyGuesses(start: World, end: World, probe: Probe): Scenario[] {
  const { scenario } = start
  const before = reaim(end, start, probe)
  const parts = [relevantPart(end, probe), ...(before === undefined ? [] : [relevantPart(start, before)])]
  const names = new Set(parts.flatMap(({ pods, services = [] }) => [...pods, ...services].map(({ name }) => name)))
  const { pods, services } = startOf(scenario)
  return [false, true].map((withNodes) => ({
    pods: pods.filter(({ name }) => names.has(name)),
    ...(services && { services: services.filter(({ name }) => names.has(name)) }),
    steps: (scenario.steps ?? []).filter((step) => {
      const named = namesOf(step)
      return named.length === 0 ? withNodes : named.some((name) => names.has(name))
    }),
  }))
}

/** Pods and Services that a Step is about; none of one that is about Nodes or daemons. */
function namesOf(step: Step): string[] {
  return [
    ...('podName' in step ? [step.podName] : []),
    ...('pod' in step ? [step.pod.name] : []),
    ...('pods' in step ? step.pods.map(({ name }) => name) : []),
    ...('serviceName' in step ? [step.serviceName] : []),
    ...('service' in step ? [step.service.name] : []),
  ]
}
