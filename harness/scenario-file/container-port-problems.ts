import { type ContainerPort, nodeServerPort, type Pod } from '../../properties/model/scenario.ts'
import { duplicate, invalid } from './api-words.ts'
import { type Draft, given } from './draft.ts'
import type { Path, Problem } from './problem.ts'

interface PlacedPod {
  pod: Draft<Pod>
  path: Path
}

/** Names of container ports within a Pod, and hostPorts, of which a Node has each once per protocol. */
export function containerPortProblems(pods: readonly PlacedPod[]): Problem[] {
  const takenBy = new Map<string, Draft<Pod>>()
  const listeners = hostNetworkPorts(pods)
  return pods.flatMap(({ pod, path }) => {
    const names = new Set<string>()
    return (pod.containers ?? []).flatMap((container, index) =>
      (container?.ports ?? []).flatMap((port, number): Problem[] => {
        const at = [...path, 'containers', index, 'ports', number]
        const problems: Problem[] = []
        if (port?.name !== undefined && names.has(port.name))
          problems.push({ path: [...at, 'name'], message: duplicate(port.name) })
        if (port?.name !== undefined) names.add(port.name)
        if (port?.hostPort === undefined) return problems
        const message =
          hostPortProblem(pod, { ...port, hostPort: port.hostPort }, container?.port, takenBy) ??
          (pod.hostNetwork === true ? undefined : listeners.get(`${pod.nodeName} ${port.hostPort}`))
        return message === undefined ? problems : [...problems, { path: [...at, 'hostPort'], message }]
      }),
    )
  })
}

/** Why a hostPort of a Node is taken, by `NODE PORT`: programs in the Node's own network listen on TCP and UDP. */
function hostNetworkPorts(pods: readonly PlacedPod[]): Map<string, string> {
  const nodes = new Set(pods.map(({ pod }) => pod.nodeName))
  const taken = new Map(
    [...nodes].map((node) => [
      `${node} ${nodeServerPort}`,
      `port ${nodeServerPort} is that of the Node's own server: choose another`,
    ]),
  )
  for (const { pod } of pods.filter(({ pod }) => pod.hostNetwork === true))
    for (const container of pod.containers ?? [])
      taken.set(
        `${pod.nodeName} ${container?.port}`,
        `port ${container?.port} of ${pod.nodeName} is taken by host-network Pod "${pod.name}"`,
      )
  return taken
}

function hostPortProblem(
  pod: Draft<Pod>,
  port: Draft<ContainerPort> & { hostPort: number },
  containerPort: number | undefined,
  takenBy: Map<string, Draft<Pod>>,
): string | undefined {
  const { hostPort } = port
  const protocol = given(port, 'protocol', 'TCP')
  if (pod.hostNetwork === true && containerPort !== undefined && containerPort !== hostPort)
    return invalid(hostPort, 'must match `containerPort` when `hostNetwork` is true')
  const key = `${pod.nodeName} ${protocol} ${hostPort}`
  const other = takenBy.get(key)
  takenBy.set(key, pod)
  return other === undefined
    ? undefined
    : `${protocol} port ${hostPort} of ${pod.nodeName} is taken by Pod "${other.name}": node(s) didn't have free ports for the requested pod ports`
}
