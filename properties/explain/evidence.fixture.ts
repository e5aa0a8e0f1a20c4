import { hostAddress } from '../model/address.ts'
import type { Link, NamespaceFacts, StructureFacts } from '../model/facts.ts'
import type { Frame } from '../model/frame.ts'
import type { PlaceId } from '../model/place.ts'
import { nodeOf, podOf, type World } from '../model/world.ts'
import { fromPod, toPod } from '../probes.ts'
import { worldOf } from '../test-support/worlds.ts'
import type { PathEvidence } from './evidence.ts'

const clientPort = 40_000

/** For tests: a and b, a Pod on each of two Nodes of flannel-vxlan, as they are when all is well. */
export function healthyWorld(): World {
  const containers = [{ name: 'main', port: 8080 }]
  return worldOf('flannel-vxlan', {
    pods: [
      { name: 'a', nodeName: 'node1', hostNetwork: false, containers },
      { name: 'b', nodeName: 'node2', hostNetwork: false, containers },
    ],
  })
}

/** For tests: evidence of pod/a's TCP probe to pod/b that timed out, over a structure that is as promised. */
export function healthyEvidence(world: World): PathEvidence {
  const probe = toPod(world, fromPod({ name: 'a' }), podOf(world, 'b'), 'tcp')
  const pods = ['pod/a', 'pod/b'] as const
  const nodes = ['node/node1', 'node/node2'] as const
  return {
    schemaVersion: 1,
    property: 'pods-reach-pods-without-nat',
    rule: 'pod-to-pod-other-node',
    subject: 'pod/a@node1 -> pod/b@node2 TCP 8080',
    expected: 'an answer',
    observed: 'timed out',
    pattern: '',
    network: world.network.name,
    topology: world.topology,
    scenario: world.scenario,
    status: world.status,
    probe,
    attempts: [{ outcome: 'timed-out', client: { address: podOf(world, 'a').ip, port: clientPort }, durationMs: 1500 }],
    others: [],
    structure: Object.fromEntries([
      ...pods.map((place) => [place, podFacts(world, place.slice(4))]),
      ...nodes.map((place) => [place, nodeFacts(world, place.slice(5))]),
    ]) as StructureFacts,
    outputs: [...pods, ...nodes].flatMap((place) =>
      ['iptables', 'nft'].map((name) => ({
        place,
        name,
        when: 'after' as const,
        command: name,
        exitCode: 0,
        text: '',
      })),
    ),
    frames: [],
    droppedFrames: 0,
  }
}

const macOf = (address: string): string =>
  `0a:58:${address
    .split('.')
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join(':')}`

const link = (index: number, name: string, mac: string, more: Partial<Link> = {}): Link => ({
  index,
  name,
  mac,
  mtuBytes: 1450,
  up: true,
  ...more,
})

const empty = (links: Link[]): NamespaceFacts => ({
  inode: 1,
  links,
  addresses: [],
  routes: [],
  neighbours: [],
  forwarding: [],
  sysctls: {},
  natRules: [],
  proxyTable: [],
  virtualServers: [],
})

const route = (destination: string, device: string, gateway?: string) => ({
  destination,
  type: 'unicast',
  protocol: 'boot',
  flags: [],
  device,
  ...(gateway !== undefined && { gateway }),
})

function podFacts(world: World, name: string): NamespaceFacts {
  const pod = podOf(world, name)
  const gateway = hostAddress(nodeOf(world, pod.nodeName).podCIDR, 1)
  return {
    ...empty([link(2, 'eth0', macOf(pod.ip), { kind: 'veth', peerIndex: 9 })]),
    addresses: [{ device: 'eth0', address: pod.ip, prefixLength: 24, scope: 'global' }],
    routes: [route('0.0.0.0/0', 'eth0', gateway), route(nodeOf(world, pod.nodeName).podCIDR, 'eth0')],
    neighbours: [{ device: 'eth0', address: gateway, mac: macOf(gateway), states: ['REACHABLE'] }],
  }
}

function nodeFacts(world: World, name: string): NamespaceFacts {
  const node = nodeOf(world, name)
  const [pod] = world.networkPods.filter(({ nodeName }) => nodeName === name)
  const gateway = hostAddress(node.podCIDR, 1)
  const peers = world.topology.nodes.filter((one) => one.name !== name)
  const tunnelOf = (cidr: string) => hostAddress(cidr, 0)
  return {
    ...empty([
      link(3, 'eth0', macOf(node.address), { mtuBytes: 1500 }),
      link(4, 'flannel.1', macOf(tunnelOf(node.podCIDR)), {
        kind: 'vxlan',
        vxlan: { vni: 1, port: 8472, local: node.address, learning: false },
      }),
      link(5, 'cni0', macOf(gateway), { kind: 'bridge' }),
      link(9, 'veth1', macOf('1.1.1.1'), {
        kind: 'veth',
        peerIndex: 2,
        master: 'cni0',
        bridgePort: { hairpin: true, state: 'forwarding', learning: true, flood: true, isolated: false },
      }),
    ]),
    addresses: [
      { device: 'eth0', address: node.address, prefixLength: 24, scope: 'global' },
      { device: 'flannel.1', address: tunnelOf(node.podCIDR), prefixLength: 32, scope: 'global' },
      { device: 'cni0', address: gateway, prefixLength: 24, scope: 'global' },
    ],
    routes: [
      route('0.0.0.0/0', 'eth0', '172.30.0.1'),
      route('172.30.0.0/24', 'eth0'),
      route(node.podCIDR, 'cni0'),
      ...peers.map((peer) => route(peer.podCIDR, 'flannel.1', tunnelOf(peer.podCIDR))),
    ],
    neighbours: [
      ...peers.flatMap((peer) => [
        {
          device: 'flannel.1',
          address: tunnelOf(peer.podCIDR),
          mac: macOf(tunnelOf(peer.podCIDR)),
          states: ['PERMANENT'],
        },
        { device: 'eth0', address: peer.address, mac: macOf(peer.address), states: ['REACHABLE'] },
      ]),
      ...(pod === undefined ? [] : [{ device: 'cni0', address: pod.ip, mac: macOf(pod.ip), states: ['REACHABLE'] }]),
    ],
    forwarding: peers.map((peer) => ({
      device: 'flannel.1',
      mac: macOf(tunnelOf(peer.podCIDR)),
      destination: peer.address,
      flags: ['self'],
      state: 'permanent',
    })),
    sysctls: {
      'net.ipv4.ip_forward': '1',
      'net.ipv4.conf.cni0.forwarding': '1',
      'net.ipv4.conf.flannel/1.forwarding': '1',
      'net.ipv4.conf.all.rp_filter': '1',
      'net.bridge.bridge-nf-call-iptables': '1',
    },
  }
}

/** For tests: where the request is seen on its way, in order. */
const way = [
  ['pod/a', 'eth0', 'out'],
  ['node/node1', 'veth1', 'in'],
  ['node/node1', 'cni0', 'in'],
  ['node/node1', 'flannel.1', 'out'],
  ['node/node1', 'eth0', 'out'],
  ['node/node2', 'eth0', 'in'],
  ['node/node2', 'flannel.1', 'in'],
  ['node/node2', 'cni0', 'out'],
  ['node/node2', 'veth1', 'out'],
  ['pod/b', 'eth0', 'in'],
] as const

/** For tests: frames of the request, and with `answered` of the answer, at the first so many places of its way. */
export function framesUpTo(world: World, places: number, answered = 0): Frame[] {
  const [a, b] = [podOf(world, 'a').ip, podOf(world, 'b').ip]
  const request = {
    source: a,
    destination: b,
    protocol: 6,
    doNotFragment: true,
    sourcePort: clientPort,
    destinationPort: 8080,
  }
  const answer = { ...request, source: b, destination: a, sourcePort: 8080, destinationPort: clientPort }
  const back = way
    .toReversed()
    .map(([place, device, direction]) => [place, device, direction === 'in' ? 'out' : 'in'] as const)
  return [
    ...way.slice(0, places).map((where) => frame(where, request)),
    ...back.slice(0, answered).map((where) => frame(where, answer)),
  ]
}

function frame(
  [place, device, direction]: readonly [PlaceId, string, 'in' | 'out'],
  ip: NonNullable<Frame['ip']>,
): Frame {
  const ethernet = { sourceMac: '', destinationMac: '', etherType: 0x0800 }
  const isOuter = place.startsWith('node/') && device === 'eth0'
  const outer = {
    source: '',
    destination: '',
    protocol: 17,
    doNotFragment: false,
    vxlan: { vni: 1, inner: { ...ethernet, ip } },
  }
  return { place, device, direction, timeMs: 0, bytes: 100, ...ethernet, ip: isOuter ? outer : ip }
}
