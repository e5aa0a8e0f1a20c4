import { differs, inconclusiveCheck, type Problem, structuralCheck } from './checks.ts'
import type { Link, NamespaceFacts } from './model/facts.ts'
import { gatewayAddress, podMtuBytes } from './model/networks/network.ts'
import { nodePlace, podPlace } from './model/place.ts'
import type { Check } from './model/verdict.ts'
import { nodeOf, type PlacedPod, type World } from './model/world.ts'
import type { Property } from './property.ts'

const id = 'one-veth-pair-per-pod'

export const oneVethPairPerPod: Property = {
  id,
  claim:
    "One veth pair links each Pod to its Node; its ends name each other, and the Node's end is where the network wants it.",
  claims: ['C15', 'C16', 'C17', 'C18', 'C19', 'C43', 'C44', 'C60', 'C68', 'C74'],
  level: 'core',
  needs: [],
  judge: (world, evidence) =>
    world.topology.nodes.flatMap((node) => {
      const pods = world.networkPods.filter((pod) => pod.nodeName === node.name)
      const onNode = evidence.structure[nodePlace(node.name)]
      if (onNode === undefined)
        return [inconclusiveCheck(id, 'veth-pair', nodePlace(node.name), 'its devices could not be read')]
      const checks = pods.flatMap((pod) => {
        const inPod = evidence.structure[podPlace(pod.name)]
        return inPod === undefined
          ? [inconclusiveCheck(id, 'veth-pair', podPlace(pod.name), 'its devices could not be read')]
          : judgePod(world, pod, inPod, onNode)
      })
      return world.network.podLinks === 'bridge' ? [...checks, ...judgeBridge(world, node.name, pods, onNode)] : checks
    }),
}

function judgePod(world: World, pod: PlacedPod, inPod: NamespaceFacts, onNode: NamespaceFacts): Check[] {
  const subject = podPlace(pod.name)
  const eth0 = inPod.links.find((link) => link.name === 'eth0')
  const ends = onNode.links.filter((link) => link.index === eth0?.peerIndex)
  const [end] = ends
  if (eth0 === undefined || end === undefined)
    return [
      structuralCheck(id, 'veth-pair', subject, [
        { expected: `the other end of its eth0 on ${pod.nodeName}`, observed: eth0 ? 'no such device' : 'no eth0' },
      ]),
    ]
  const pairs = inPod.links.filter((link) => link.kind === 'veth').length
  const pair = structuralCheck(id, 'veth-pair', subject, [
    ...differs('kind', 'veth', end.kind),
    ...differs(`${end.name} names ifindex`, eth0.index, end.peerIndex),
    ...differs('veth pairs', 1, pairs),
    ...differs(`${end.name} up`, true, end.up),
  ])
  return [pair, world.network.podLinks === 'bridge' ? bridgePort(pod, end) : routedLink(onNode, pod, end)]
}

function bridgePort(pod: PlacedPod, end: Link): Check {
  return structuralCheck(id, 'bridge-port', `${podPlace(pod.name)} port ${end.name}`, [
    ...differs('bridge', 'cni0', end.master),
    ...differs('state', 'forwarding', end.bridgePort?.state),
    ...differs('hairpin', true, end.bridgePort?.hairpin),
    ...differs('learning', true, end.bridgePort?.learning),
    ...differs('flood', true, end.bridgePort?.flood),
    ...differs('isolated', false, end.bridgePort?.isolated),
  ])
}

function routedLink(onNode: NamespaceFacts, pod: PlacedPod, end: Link): Check {
  const addresses = onNode.addresses.filter((address) => address.device === end.name && !address.address.includes(':'))
  return structuralCheck(id, 'routed-link', `${podPlace(pod.name)} device ${end.name}`, [
    ...differs('name starts with', 'cali', end.name.slice(0, 4)),
    ...differs('bridge', undefined, end.master),
    ...differs('MAC', 'ee:ee:ee:ee:ee:ee', end.mac),
    ...differs('IPv4 addresses', 0, addresses.length),
  ])
}

function judgeBridge(world: World, nodeName: string, pods: readonly PlacedPod[], onNode: NamespaceFacts): Check[] {
  const bridge = onNode.links.find((link) => link.name === 'cni0')
  const node = nodeOf(world, nodeName)
  // A cluster may run Pods of its own beside the scenario's: they have ports too.
  const attached = pods.length + (node.status.otherPods?.length ?? 0)
  if (bridge === undefined && attached === 0) return []
  const subject = `${nodePlace(nodeName)} cni0`
  const ports = onNode.links.filter((link) => link.master === 'cni0')
  const addresses = onNode.addresses.filter((address) => address.device === 'cni0' && address.scope === 'global')
  const found = addresses.map((address) => `${address.address}/${address.prefixLength}`).join(', ')
  const problems: Problem[] =
    bridge === undefined
      ? [{ expected: 'a bridge cni0', observed: 'no such device' }]
      : [
          ...differs('kind', 'bridge', bridge.kind),
          ...differs('up', true, bridge.up),
          ...differs('address', `${gatewayAddress(world.network, node)}/24`, found),
          // A bridge without ports falls back to 1500.
          ...(attached === 0 ? [] : differs('MTU', podMtuBytes(world.network, world.topology), bridge.mtuBytes)),
        ]
  return [
    structuralCheck(id, 'bridge-address', subject, problems),
    structuralCheck(id, 'bridge-port', `${subject} ports`, differs('ports', attached, ports.length)),
  ]
}
