import { differs, type Problem, structuralCheck, unsupportedCheck } from './checks.ts'
import { checkCluster, checkNodeFiles } from './cluster-checks.ts'
import type { NodeFiles, RuntimeContainer } from './model/cluster-facts.ts'
import { nodePlace, podPlace } from './model/place.ts'
import type { Check } from './model/verdict.ts'
import type { PlacedPod } from './model/world.ts'
import type { Evidence, Property } from './property.ts'

const id = 'containers-join-their-pods-sandbox'

export const containersJoinTheirPodsSandbox: Property = {
  id,
  claim:
    "Each Pod has a sandbox that comes first and bears the Pod's IP; all its containers live in that one's network.",
  claims: ['C8', 'C9', 'C10'],
  level: 'extended',
  needs: [],
  judge: (world, evidence) =>
    checkCluster(id, ['pod-sandbox', 'one-network-namespace', 'sandbox-address'], evidence, (cluster) =>
      checkNodeFiles(id, 'pod-sandbox', world, cluster, ({ name }, files) => {
        const { containers } = files
        if (containers === undefined)
          return [unsupportedCheck(id, 'pod-sandbox', nodePlace(name), 'its container runtime is not containerd')]
        const pods = [...world.pods.values()].filter((pod) => pod.nodeName === name)
        return pods.flatMap((pod) =>
          judgePod(
            evidence,
            pod,
            containers.filter((container) => container.pod === pod.name),
            files,
          ),
        )
      }),
    ),
}

function judgePod(
  evidence: Evidence,
  pod: PlacedPod,
  containers: readonly RuntimeContainer[],
  { results }: NodeFiles,
): Check[] {
  const sandboxes = containers.filter((container) => container.id === container.sandboxId)
  const [sandbox] = sandboxes
  const others = containers.filter((container) => container !== sandbox)
  const place = podPlace(pod.name)
  const members = structuralCheck(id, 'pod-sandbox', place, [
    ...differs('sandboxes', 1, sandboxes.length),
    ...differs('sandbox runs', 'pause', sandbox?.argv[0]?.split('/').at(-1)),
    ...differs('containers', names(pod.containers), names(others)),
  ])
  if (sandbox === undefined) return [members]
  const namespace = structuralCheck(id, 'one-network-namespace', place, [
    ...namespaceProblems(evidence, pod, sandbox, others),
    ...orderProblems(sandbox, others),
  ])
  if (pod.hostNetwork) return [members, namespace]
  const given = results.find((result) => result.sandboxId === sandbox.id)?.addresses.join(', ')
  const borne = evidence.structure[place]?.addresses
    .filter((address) => address.device === 'eth0' && address.scope === 'global')
    .map((address) => address.address)
  const address = structuralCheck(id, 'sandbox-address', place, [
    ...differs('the plugins gave', pod.ip, given),
    ...(borne === undefined ? [] : differs('eth0', pod.ip, borne.join(', ') || undefined)),
  ])
  return [members, namespace, address]
}

const names = (containers: readonly { name?: string }[]): string =>
  containers
    .map(({ name }) => name)
    .toSorted()
    .join(', ')

/** The sandbox's namespace by the runtime's record; the Node's own for host-network Pods, whose record names none. */
function namespaceProblems(
  evidence: Evidence,
  pod: PlacedPod,
  sandbox: RuntimeContainer,
  others: readonly RuntimeContainer[],
): Problem[] {
  const ofPlace = evidence.structure[pod.hostNetwork ? nodePlace(pod.nodeName) : podPlace(pod.name)]?.inode
  const expected = pod.hostNetwork ? ofPlace : sandbox.networkNamespace
  const found = [sandbox, ...others].flatMap((container) => {
    const who = container.name === undefined ? 'sandbox' : `container ${container.name}`
    if (container.processes.length === 0) return [{ expected: `a process of ${who}`, observed: `${who} has none` }]
    return container.processes.flatMap(({ pid, networkNamespace }) =>
      differs(`namespace of ${who}, process ${pid},`, expected, networkNamespace),
    )
  })
  return [...found, ...(ofPlace === undefined ? [] : differs('namespace podnet probes in', expected, ofPlace))]
}

function orderProblems(sandbox: RuntimeContainer, others: readonly RuntimeContainer[]): Problem[] {
  const first = sandbox.processes[0]?.startTicks
  return others
    .filter(({ processes: [process] }) => first !== undefined && process !== undefined && process.startTicks < first)
    .map(({ name }) => ({ expected: 'the sandbox starts first', observed: `container ${name} started before it` }))
}
