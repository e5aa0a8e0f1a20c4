import { judgeExchanges } from './checks.ts'
import { hostAddress, rangeSize, subnet } from './model/address.ts'
import { pairClass, pairClasses } from './model/pair-class.ts'
import { nodePlace, type PlaceId, podPlace } from './model/place.ts'
import { type Probe, probeHeaderBytes, type TargetKind } from './model/probe.ts'
import { closedPort } from './model/scenario.ts'
import type { NodeSpec } from './model/topology.ts'
import { hasPath, nodeOf, type PlacedPod, type World } from './model/world.ts'
import { type Pair, pairsBetween, placeOf, reachableNodePairs, selves, spread } from './pairs.ts'
import { bothProtocols, type Client, fromNode, fromPod } from './probes.ts'
import type { Property } from './property.ts'

const id = 'nobody-answers-where-nobody-is'

export const nobodyAnswersWhereNobodyIs: Property = {
  id,
  claim: 'A closed port refuses at once, and addresses without an owner never answer.',
  claims: ['C21', 'C70'],
  level: 'core',
  needs: [],
  pairs: [...pairClasses.podToItself, ...pairClasses.podToPod, ...pairClasses.nodeToPod],
  slowPairs: [...pairClasses.podToNode, ...pairClasses.nodeToItself, ...pairClasses.nodeToNode],
  probes(world) {
    return callers(world).flatMap(([client, pod]) =>
      bothProtocols.map((protocol) => probeTo(client, 'closed-port', podPlace(pod.name), pod.ip, protocol)),
    )
  },
  slowProbes(world) {
    const nobodys = hostAddress(subnet(world.topology.podCIDR, 24, 250), 9)
    const unusedAddress = unusedAddresses(world)
    const [pod] = world.networkPods
    const anywhere = pod === undefined ? [] : [fromPod(pod), fromNode({ name: pod.nodeName })]
    return [
      ...neighbours(world).map(([client, node]) =>
        probeTo(client, 'unused-address', nodePlace(node.name), unusedAddress(node.name), 'tcp'),
      ),
      ...anywhere.map((client) => probeTo(client, 'unowned-range', undefined, nobodys, 'tcp')),
    ]
  },
  judge: (world, evidence) => judgeExchanges(id, world, evidence),
}

/** Towards one Pod of each Node: itself, its own Node, a Node of each distance, and one Pod of each Node that has a way. */
function callers(world: World): Pair<Client, PlacedPod>[] {
  const fromNodes = pairsBetween(world, world.topology.nodes, world.networkPods).filter(([node, pod]) =>
    hasPath(world, node.name, pod.nodeName),
  )
  const chosen = spread(fromNodes, ([node, pod]) => [
    `${pod.nodeName} ${pairClass(world, nodePlace(node.name), podPlace(pod.name))}`,
  ])
  const fromPods = reachableNodePairs(world).flatMap(({ pairs }) => pairs.slice(0, 1))
  const alone = spread(selves(world, world.networkPods), (pod) => [pod.nodeName])
  return [
    ...alone.map((pod): Pair<Client, PlacedPod> => [fromPod(pod), pod]),
    ...chosen.map(([node, pod]): Pair<Client, PlacedPod> => [fromNode(node), pod]),
    ...fromPods.map(([client, pod]): Pair<Client, PlacedPod> => [fromPod(client), pod]),
  ]
}

/** For each Node with Pods, from each distance a Node and a Pod that have a way to its range. */
function neighbours(world: World): Pair<Client, NodeSpec>[] {
  const hasPods = new Set(world.networkPods.map((pod) => pod.nodeName))
  const nodes = world.topology.nodes.filter((node) => hasPods.has(node.name))
  const pairs = [
    ...pairsBetween(world, world.topology.nodes, nodes),
    ...pairsBetween(world, world.networkPods, nodes),
  ].filter(([client, node]) => hasPath(world, 'nodeName' in client ? client.nodeName : client.name, node.name))
  const chosen = spread(pairs, ([client, node]) => [
    `${node.name} ${pairClass(world, placeOf(client), nodePlace(node.name))}`,
  ])
  return chosen.map(([client, node]) => [{ client: placeOf(client) }, node])
}

/** For a Node the highest host address of its first range that no Pod has. */
function unusedAddresses(world: World): (nodeName: string) => string {
  const taken = new Set([
    ...world.networkPods.map((pod) => pod.ip),
    ...world.status.nodes.flatMap(({ otherPods = [], tunnelAddress = [] }) => otherPods.concat(tunnelAddress)),
  ])
  const found = new Map<string, string>()
  return (nodeName) => {
    const known = found.get(nodeName)
    if (known !== undefined) return known
    const node = nodeOf(world, nodeName)
    const address = highestUnused(node.status.podRanges[0] ?? node.podCIDR, taken)
    found.set(nodeName, address)
    return address
  }
}

function highestUnused(range: string, taken: ReadonlySet<string>): string {
  for (let n = rangeSize(range) - 2; n > 1; n -= 1) {
    const address = hostAddress(range, n)
    if (!taken.has(address)) return address
  }
  throw new Error(`every address of ${range} is taken`)
}

function probeTo(
  client: Client,
  kind: TargetKind,
  place: PlaceId | undefined,
  address: string,
  protocol: 'tcp' | 'udp',
): Probe {
  return {
    ...client,
    target: { kind, address, port: closedPort, ...(place !== undefined && { place }) },
    protocol,
    size: 'small',
    payloadBytes: probeHeaderBytes,
  }
}
