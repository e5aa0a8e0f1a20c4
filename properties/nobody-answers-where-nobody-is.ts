import { judgeExchanges } from './checks.ts'
import { hostAddress, rangeSize, subnet } from './model/address.ts'
import { nodePlace, type PlaceId, podPlace } from './model/place.ts'
import { type Probe, probeHeaderBytes, type TargetKind } from './model/probe.ts'
import { closedPort } from './model/scenario.ts'
import { hasPath, nodeOf, type PlacedPod, type World } from './model/world.ts'
import { bothProtocols, type Client, fromNode, fromPod } from './probes.ts'
import type { Property } from './property.ts'

const id = 'nobody-answers-where-nobody-is'

export const nobodyAnswersWhereNobodyIs: Property = {
  id,
  claim: 'A closed port refuses at once, and addresses without an owner never answer.',
  claims: ['C21', 'C70'],
  level: 'core',
  needs: [],
  probes(world) {
    return onePodPerNode(world).flatMap((pod) =>
      clientsTowards(world, pod).flatMap((client) =>
        bothProtocols.map((protocol) => probeTo(client, 'closed-port', podPlace(pod.name), pod.ip, protocol)),
      ),
    )
  },
  slowProbes(world) {
    const nobodys = hostAddress(subnet(world.topology.podCIDR, 24, 250), 9)
    return onePodPerNode(world).flatMap((pod, index) => [
      ...clientsTowards(world, pod)
        .slice(0, 4)
        .map((client) =>
          probeTo(client, 'unused-address', nodePlace(pod.nodeName), unusedAddress(world, pod.nodeName), 'tcp'),
        ),
      ...(index === 0 ? [fromPod(pod), fromNode({ name: pod.nodeName })] : []).map((client) =>
        probeTo(client, 'unowned-range', undefined, nobodys, 'tcp'),
      ),
    ])
  },
  judge: (world, evidence) => judgeExchanges(id, world, evidence),
}

function onePodPerNode(world: World): PlacedPod[] {
  return world.topology.nodes.flatMap((node) => world.networkPods.find((pod) => pod.nodeName === node.name) ?? [])
}

/** The Pod's own Node, another Node, and one Pod on each Node that has a way to it. */
function clientsTowards(world: World, target: PlacedPod): Client[] {
  const reaches = (nodeName: string) => hasPath(world, nodeName, target.nodeName)
  const pods = onePodPerNode(world).map((pod) =>
    pod === target ? (world.networkPods.find((other) => other.nodeName === pod.nodeName && other !== pod) ?? pod) : pod,
  )
  const other = world.topology.nodes.find((node) => node.name !== target.nodeName && reaches(node.name))
  return [
    fromNode({ name: target.nodeName }),
    ...(other === undefined ? [] : [fromNode(other)]),
    ...pods.filter((pod) => reaches(pod.nodeName)).map(fromPod),
  ]
}

/** The highest host address of the Node's first range that no Pod has. */
function unusedAddress(world: World, nodeName: string): string {
  const range = nodeOf(world, nodeName).status.podRanges[0] ?? nodeOf(world, nodeName).podCIDR
  const taken = new Set([
    ...world.networkPods.map((pod) => pod.ip),
    ...(nodeOf(world, nodeName).status.otherPods ?? []),
  ])
  for (let n = rangeSize(range) - 2; n > 1; n -= 1) {
    const address = hostAddress(range, n)
    if (!taken.has(address) && address !== nodeOf(world, nodeName).status.tunnelAddress) return address
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
