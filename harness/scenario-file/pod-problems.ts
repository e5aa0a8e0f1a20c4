import { blockCount, blockPrefixLength } from '../../clusters/networks/calico-addresses.ts'
import { podRoom } from '../../properties/model/address.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import {
  type Container,
  closedPort,
  loopbackOnlyPort,
  nodeServerPort,
  type Pod,
  type Scenario,
} from '../../properties/model/scenario.ts'
import { nodePortRange } from '../../properties/model/service.ts'
import type { Topology } from '../../properties/model/topology.ts'
import { didYouMean } from '../options/closest.ts'
import { absentNodeProblems, presentDraft } from './absent-nodes.ts'
import { containerPortProblems } from './container-port-problems.ts'
import type { Draft } from './draft.ts'
import type { Path, Problem } from './problem.ts'

/** What is wrong with a scenario beyond its shape, given the cluster it is for. Pure; looks at whatever parts are there. */
export function scenarioProblems(scenario: Draft<Scenario>, topology: Draft<Topology>, network?: Network): Problem[] {
  const pods = (scenario.pods ?? []).flatMap((pod, index): PlacedPod[] =>
    pod === undefined ? [] : [{ pod, path: ['spec', 'pods', index] }],
  )
  return [
    ...nameProblems(pods),
    ...absentNodeProblems(scenario, topology),
    ...nodeProblems(pods, presentDraft(topology, scenario)),
    ...pods.flatMap((placed) => containerProblems(placed, network)),
    ...hostPortProblems(pods),
    ...containerPortProblems(pods),
    ...nodePortRangeProblems(pods, scenario),
    ...roomProblems(pods, topology, network),
    ...blockProblems(topology, network),
  ]
}

interface PlacedPod {
  pod: Draft<Pod>
  path: Path
}

function nameProblems(pods: readonly PlacedPod[]): Problem[] {
  const names = new Set<string>()
  return pods.flatMap(({ pod: { name }, path }) => {
    if (name === undefined) return []
    if (names.has(name)) return [{ path: [...path, 'name'], message: `Pod name "${name}" is used more than once` }]
    names.add(name)
    return []
  })
}

function nodeProblems(pods: readonly PlacedPod[], topology: Draft<Topology>): Problem[] {
  const nodes = topology.nodes
  if (nodes === undefined || nodes.some((node) => node?.name === undefined)) return []
  const names = nodes.flatMap((node) => node?.name ?? [])
  return pods.flatMap(({ pod: { nodeName }, path }) => {
    if (nodeName === undefined || names.includes(nodeName)) return []
    const message = `expected one of the Nodes ${names.join(', ')}, found "${nodeName}"${didYouMean(nodeName, names)}`
    return [{ path: [...path, 'nodeName'], message }]
  })
}

/** Containers of one Pod share its ports, also with podnet's own servers. */
function containerProblems({ pod, path }: PlacedPod, network: Network | undefined): Problem[] {
  const containers = pod.containers ?? []
  return containers.flatMap((container, index): Problem[] => {
    if (container === undefined) return []
    const { name, port } = container
    const at: Path = [...path, 'containers', index]
    const earlier = containers.slice(0, index)
    const problems: Problem[] = []
    if (name !== undefined && earlier.some((other) => other?.name === name)) {
      problems.push({ path: [...at, 'name'], message: `container name "${name}" is used more than once in this Pod` })
    }
    if (port === undefined) return problems
    const other = earlier.find((other) => other?.port === port)
    if (other !== undefined) {
      const message = `port ${port} is taken by container "${other.name}" of this Pod: containers of a Pod share its ports`
      problems.push({ path: [...at, 'port'], message })
    }
    const reason = reservedFor(port, pod.hostNetwork === true, network)
    if (reason !== undefined) problems.push({ path: [...at, 'port'], message: `port ${port} is ${reason}` })
    return problems
  })
}

function reservedFor(port: number, hostNetwork: boolean, network: Network | undefined): string | undefined {
  if (port === loopbackOnlyPort) return "that of podnet's listener on 127.0.0.1: choose another"
  if (port === closedPort) return 'kept closed, to see connections refused: choose another'
  if (!hostNetwork) return undefined
  if (port === nodeServerPort) return "that of the Node's own server: choose another for a host-network Pod"
  if (port === network?.tunnel?.port) return "that of the Node's VXLAN device: choose another for a host-network Pod"
  return undefined
}

/** Host-network Pods of one Node share the Node's ports. */
function hostPortProblems(pods: readonly PlacedPod[]): Problem[] {
  const takenBy = new Map<string, Draft<Pod>>()
  return pods
    .filter(({ pod }) => pod.hostNetwork === true && pod.nodeName !== undefined)
    .flatMap(({ pod, path }) =>
      (pod.containers ?? []).flatMap((container: Draft<Container> | undefined, index): Problem[] => {
        if (container?.port === undefined) return []
        const key = `${pod.nodeName}:${container.port}`
        const other = takenBy.get(key)
        takenBy.set(key, pod)
        if (other === undefined || other === pod) return []
        const message = `port ${container.port} of ${pod.nodeName} is taken by ${other.name === undefined ? 'another host-network Pod' : `host-network Pod "${other.name}"`}`
        return [{ path: [...path, 'containers', index, 'port'], message }]
      }),
    )
}

/**
 * A port of a Node that a NodePort may take: the API accepts it, and who answers there then is for the proxy and the Node to
 * settle.
 */
function nodePortRangeProblems(pods: readonly PlacedPod[], { services = [], steps = [] }: Draft<Scenario>): Problem[] {
  if (services.length + steps.length === 0) return []
  const { first, last } = nodePortRange
  const problem = (port: number | undefined, path: Path): Problem[] =>
    port === undefined || port < first || port > last
      ? []
      : [{ path, message: `port ${port} is in the range of NodePorts, ${first}-${last}: choose another` }]
  return pods.flatMap(({ pod: { hostNetwork, containers = [] }, path }) =>
    containers.flatMap((container, index) => {
      const at: Path = [...path, 'containers', index]
      const ports = container?.ports ?? []
      if (hostNetwork === true) return problem(container?.port, [...at, 'port'])
      return ports.flatMap((port, number) => problem(port?.hostPort, [...at, 'ports', number, 'hostPort']))
    }),
  )
}

/** flannel gives a Node's Pods addresses of the Node's podCIDR; Calico lends blocks of the whole range to any Node. */
function roomProblems(pods: readonly PlacedPod[], topology: Draft<Topology>, network: Network | undefined): Problem[] {
  if (network?.plugin === 'calico') {
    return tooMany(pods, topology.podCIDR, 'the cluster')
  }
  return (topology.nodes ?? []).flatMap((node) =>
    tooMany(
      pods.filter(({ pod }) => pod.nodeName !== undefined && pod.nodeName === node?.name),
      node?.podCIDR,
      `Node ${node?.name}`,
    ),
  )
}

/** Calico lends each Node a block, and takes the tunnel's address from it: a range that has too few of them makes no cluster. */
function blockProblems({ podCIDR, nodes }: Draft<Topology>, network: Network | undefined): Problem[] {
  if (network?.plugin !== 'calico' || podCIDR === undefined || nodes === undefined) return []
  const blocks = blockCount(podCIDR)
  if (blocks >= nodes.length) return []
  const message = `${podCIDR} has ${blocks} of Calico's blocks of ${2 ** (32 - blockPrefixLength)} addresses, but ${nodes.length} Nodes need one each`
  return [{ path: ['spec', 'topology', 'podCIDR'], message }]
}

function tooMany(pods: readonly PlacedPod[], range: string | undefined, whose: string): Problem[] {
  if (range === undefined) return []
  const inRange = pods.filter(({ pod }) => pod.hostNetwork === false)
  const room = podRoom(range)
  const first = inRange[room]
  if (first === undefined) return []
  const message = `${whose} has ${inRange.length} Pods, but ${range} has addresses for ${room}: this Pod is the first too many`
  return [{ path: first.path, message }]
}
