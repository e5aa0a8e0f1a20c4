import { familyOf } from '../../../properties/model/address.ts'
import type { Topology } from '../../../properties/model/topology.ts'
import { ip } from '../../networks/step.ts'
import type { Difference } from '../../running/difference.ts'
import { namespaceSteps } from '../apply-plan.ts'
import { commonSysctls, podSysctls } from '../host-sysctls.ts'
import { podNamespace } from '../namespace.ts'
import type { Stage } from '../script.ts'
import { allPods, type LabState } from '../state.ts'
import type { AttachedPod } from './attach-pods.ts'

/** What is podnet's when plugins attach Pods: their namespaces, without any device but `lo`. */
export function namespaceStages(topology: Topology, { removed, added }: Difference): Stage[] {
  const common = commonSysctls(familyOf(topology.podCIDR))
  return [
    [{ steps: namespaceSteps(removed, added) }],
    // Before there are devices: they take over what `default` says.
    added
      .filter((pod) => !pod.hostNetwork)
      .map((pod) => ({ namespace: podNamespace(pod.name), steps: [...common, podSysctls, ip('link set lo up')] })),
  ].filter((stage) => stage.some(({ steps }) => steps.length > 0))
}

/** The state of a cluster whose plugins attached its new Pods. What they said of Pods that are gone is forgotten. */
export function withPods(state: LabState, attached: ReadonlyMap<string, AttachedPod>): LabState {
  if (state.cni === undefined) return state
  const names = allPods(state)
    .filter((pod) => !pod.hostNetwork)
    .map(({ name }) => name)
  const { podAddresses, cni } = state
  return {
    ...state,
    podAddresses: Object.fromEntries(
      names.map((name) => [name, attached.get(name)?.address ?? (podAddresses[name] as string)]),
    ),
    cni: {
      ...cni,
      results: Object.fromEntries(names.map((name) => [name, attached.get(name)?.result ?? cni.results[name]])),
    },
  }
}
