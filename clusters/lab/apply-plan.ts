import { familyOf } from '../../properties/model/address.ts'
import type { Pod } from '../../properties/model/scenario.ts'
import type { NodeSpec } from '../../properties/model/topology.ts'
import { ip, type Step } from '../networks/step.ts'
import type { PodLink, Wiring, WiringContext } from '../networks/wiring.ts'
import type { Difference } from '../running/difference.ts'
import type { Assignment } from './assign-addresses.ts'
import { externalRouteSteps } from './external.ts'
import { commonSysctls, podSysctls } from './host-sysctls.ts'
import { externalNamespace, podNamespace } from './namespace.ts'
import { hostDeviceName, podLink } from './pod-link.ts'
import type { Stage } from './script.ts'

/** Devices in this group are removed together: the kernel waits once, not once for each. */
const doomedGroup = 99

/**
 * What to run so that the cluster's Pods become the new ones. `nodesWithPods` had Pods before; `nodeStages`: Nodes that go
 * once their Pods are gone, and come before theirs do.
 */
export function applyPlan(
  wiring: Wiring,
  context: WiringContext,
  { removed, added }: Difference,
  { podAddresses, newRanges }: Pick<Assignment, 'podAddresses' | 'newRanges'>,
  nodesWithPods: readonly string[],
  nodeStages: readonly Stage[],
): Stage[] {
  const { network, topology } = context
  const linked = (pods: readonly Pod[], node: NodeSpec) =>
    pods.filter((pod) => pod.nodeName === node.name && !pod.hostNetwork)
  const unlinked = Map.groupBy(
    removed.filter((pod) => !pod.hostNetwork),
    ({ nodeName }) => nodeName,
  )
  const links = new Map(
    topology.nodes.map((node) => [
      node,
      linked(added, node).map(({ name }) => podLink(network, name, podAddresses[name] as string)),
    ]),
  )
  return [
    [...unlinked].map(([namespace, pods]) => ({
      namespace,
      steps: unlinkSteps(pods.map(({ name }) => hostDeviceName(network, name))),
    })),
    [{ steps: namespaceSteps(removed, added) }],
    ...nodeStages,
    [
      ...[...links].map(([node, pods]) => ({
        namespace: node.name,
        steps: [
          ...newRangeSteps(wiring, context, node, newRanges),
          ...linkSteps(wiring, context, node, pods, !nodesWithPods.includes(node.name)),
        ],
      })),
      { namespace: externalNamespace, steps: externalRouteSteps(topology, newRanges.map(asAddresses)) },
    ],
    [...links].flatMap(([node, pods]) =>
      pods.map((pod) => ({
        namespace: pod.namespace,
        steps: [
          ...commonSysctls(familyOf(topology.podCIDR)),
          podSysctls,
          ip('link set lo up'),
          ...wiring.pod(context, node, pod),
        ],
      })),
    ),
  ]
    .map((stage) => stage.filter(({ steps }) => steps.length > 0))
    .filter((stage) => stage.length > 0)
}

const asAddresses = ({ owner, range }: { owner: string; range: string }) => ({ node: owner, ranges: [range] })

/** The Node's end goes first: a namespace that something still holds would keep answering (design: agent life). */
function unlinkSteps(devices: readonly string[]): Step[] {
  if (devices.length === 0) return []
  return [ip(...devices.map((device) => `link set ${device} group ${doomedGroup}`), `link del group ${doomedGroup}`)]
}

/** Names of Pods' namespaces: those that go, then those that come. */
export function namespaceSteps(removed: readonly Pod[], added: readonly Pod[]): Step[] {
  const names = (pods: readonly Pod[]) => pods.filter((pod) => !pod.hostNetwork).map((pod) => podNamespace(pod.name))
  const lines = [
    ...names(removed).map((name) => `netns del ${name}`),
    ...names(added).map((name) => `netns add ${name}`),
  ]
  return lines.length === 0 ? [] : [ip(...lines)]
}

function newRangeSteps(
  wiring: Wiring,
  context: WiringContext,
  node: NodeSpec,
  newRanges: Assignment['newRanges'],
): Step[] {
  return newRanges.flatMap(({ owner, range }) => {
    const spec = context.topology.nodes.find(({ name }) => name === owner) as NodeSpec
    return wiring.range(context, node, spec, range)
  })
}

function linkSteps(
  wiring: Wiring,
  context: WiringContext,
  node: NodeSpec,
  pods: readonly PodLink[],
  first: boolean,
): Step[] {
  if (pods.length === 0) return []
  return [...(first ? wiring.firstPod(context, node) : []), ...wiring.linkPods(context, node, pods)]
}
