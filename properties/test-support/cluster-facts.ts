import { hostAddress } from '../model/address.ts'
import type { ClusterFacts, NodeFiles, RuntimeContainer } from '../model/cluster-facts.ts'
import type { NamespaceFacts, StructureFacts } from '../model/facts.ts'
import { nodePlace, podPlace } from '../model/place.ts'
import type { PlacedPod, World } from '../model/world.ts'
import type { Evidence } from '../property.ts'

/** For tests: the evidence of a healthy flannel-vxlan cluster of real Nodes; each test breaks what it is about. */
export function healthyEvidence(world: World): Evidence & { cluster: ClusterFacts } {
  return { exchanges: [], frames: [], droppedFrames: 0, structure: structureOf(world), cluster: clusterOf(world) }
}

/** For tests: the same of a cluster whose Nodes are namespaces. */
export function labEvidence(world: World): Evidence {
  const { cluster: _cluster, ...evidence } = healthyEvidence(world)
  return evidence
}

const cniConf = { name: 'cbr0', cniVersion: '0.3.1', plugins: [{ type: 'flannel', delegate: {} }, { type: 'portmap' }] }

function clusterOf(world: World): ClusterFacts {
  return {
    files: Object.fromEntries(world.topology.nodes.map(({ name }) => [name, filesOf(world, name)])),
    kubernetes: {
      nodes: Object.fromEntries(
        world.topology.nodes.map(({ name, address, podCIDR }) => [
          name,
          { internalIP: address, podCIDR, annotations: annotationsOf(name, address) },
        ]),
      ),
      networkConfiguration: {
        'cni-conf.json': JSON.stringify(cniConf),
        'net-conf.json': JSON.stringify({ Network: world.topology.podCIDR }),
      },
      controllerManager: [
        'kube-controller-manager',
        '--allocate-node-cidrs=true',
        `--cluster-cidr=${world.topology.podCIDR}`,
      ],
    },
  }
}

const macOf = (nodeName: string): string => `02:00:00:00:00:0${nodeName.at(-1)}`

function annotationsOf(name: string, address: string): Record<string, string> {
  return {
    'flannel.alpha.coreos.com/backend-type': 'vxlan',
    'flannel.alpha.coreos.com/backend-data': JSON.stringify({ VNI: 1, VtepMAC: macOf(name) }),
    'flannel.alpha.coreos.com/public-ip': address,
    'flannel.alpha.coreos.com/kube-subnet-manager': 'true',
  }
}

function filesOf(world: World, nodeName: string): NodeFiles {
  const pods = [...world.pods.values()].filter((pod) => pod.nodeName === nodeName)
  const podCIDR = world.topology.nodes.find((node) => node.name === nodeName)?.podCIDR ?? ''
  return {
    plugins: ['bridge', 'flannel', 'host-local', 'portmap'].map((name) => ({ name, executable: true })),
    // Another order of keys says the same.
    configurations: [{ name: '10-flannel.conflist', text: JSON.stringify({ ...cniConf, name: 'cbr0' }, null, 2) }],
    subnetEnvironment: {
      FLANNEL_NETWORK: world.topology.podCIDR,
      FLANNEL_SUBNET: `${hostAddress(podCIDR, 1)}/24`,
      FLANNEL_MTU: '1450',
      FLANNEL_IPMASQ: 'true',
    },
    containers: pods.flatMap((pod) => containersOf(world, pod)),
    results: pods
      .filter((pod) => !pod.hostNetwork)
      .map((pod) => ({ sandboxId: `sandbox-${pod.name}`, network: 'cbr0', addresses: [pod.ip] })),
  }
}

function containersOf(world: World, pod: PlacedPod): RuntimeContainer[] {
  const networkNamespace = inodeOf(world, pod)
  const shared = { sandboxId: `sandbox-${pod.name}`, pod: pod.name, argv: ['/pause'] }
  const process = (startTicks: number) => [{ pid: 1000 + startTicks, networkNamespace, startTicks }]
  return [
    { ...shared, id: shared.sandboxId, ...(!pod.hostNetwork && { networkNamespace }), processes: process(100) },
    ...pod.containers.map(({ name }, index) => ({
      ...shared,
      id: `${name}-${pod.name}`,
      name,
      processes: process(101 + index),
    })),
  ]
}

/** Nodes count from 1, Pods from 101. */
function inodeOf(world: World, pod: PlacedPod): number {
  if (pod.hostNetwork) return 1 + world.topology.nodes.findIndex(({ name }) => name === pod.nodeName)
  return 101 + world.networkPods.findIndex(({ name }) => name === pod.name)
}

function structureOf(world: World): StructureFacts {
  const empty: NamespaceFacts = {
    inode: 0,
    links: [],
    addresses: [],
    routes: [],
    neighbours: [],
    forwarding: [],
    sysctls: {},
    natRules: [],
    proxyTable: [],
    virtualServers: [],
  }
  return Object.fromEntries([
    ...world.topology.nodes.map(({ name }, index) => [
      nodePlace(name),
      {
        ...empty,
        inode: 1 + index,
        links: [{ index: 3, name: 'flannel.1', mac: macOf(name), mtuBytes: 1450, up: true }],
      },
    ]),
    ...[...world.pods.values()].map((pod) => [
      podPlace(pod.name),
      {
        ...empty,
        inode: inodeOf(world, pod),
        addresses: [{ device: 'eth0', address: pod.ip, prefixLength: 24, scope: 'global' }],
      },
    ]),
  ])
}
