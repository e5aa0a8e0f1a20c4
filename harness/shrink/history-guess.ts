import { startOf } from '../../properties/model/apply-step.ts'
import { placeKind, placeName } from '../../properties/model/place.ts'
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
  const names = new Set([
    ...parts.flatMap(({ pods, services = [] }) => [...pods, ...services].map(({ name }) => name)),
    ...nodesOf(parts, probe),
  ])
  const { pods, services, ...nodes } = startOf(scenario)
  return [false, true].map((withNodes) => ({
    ...nodes,
    pods: pods.filter(({ name }) => names.has(name)),
    ...(services && { services: services.filter(({ name }) => names.has(name)) }),
    steps: (scenario.steps ?? []).filter((step) => {
      const named = namesOf(step)
      return named.length === 0 ? withNodes : named.some((name) => names.has(name))
    }),
  }))
}

/** Nodes that are an end of the probe, or have one of the Pods. */
function nodesOf(parts: readonly Scenario[], { client, target }: Probe): string[] {
  const ends = [client, target.place].filter((place) => place !== undefined)
  return [
    ...parts.flatMap(({ pods }) => pods.map(({ nodeName }) => nodeName)),
    ...ends.filter((place) => placeKind(place) === 'node').map(placeName),
  ]
}

/** Pods and Services that a Step is about, and the Node that comes or goes; none of one that is about links or daemons. */
function namesOf(step: Step): string[] {
  return [
    ...('podName' in step ? [step.podName] : []),
    ...('pod' in step ? [step.pod.name] : []),
    ...('pods' in step ? step.pods.map(({ name }) => name) : []),
    ...('serviceName' in step ? [step.serviceName] : []),
    ...('service' in step ? [step.service.name] : []),
    ...(step.kind === 'add-node' || step.kind === 'remove-node' ? [step.nodeName] : []),
  ]
}
