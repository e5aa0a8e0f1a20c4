import { judgeExchanges } from './checks.ts'
import { externalPlace } from './model/place.ts'
import { type Probe, probeHeaderBytes } from './model/probe.ts'
import { externalServerPort } from './model/scenario.ts'
import { detourNode } from './model/topology.ts'
import { hasPath, nodeOf, type PlacedPod, type World } from './model/world.ts'
import { bothProtocols, type Client, fromNode, fromPod, toNode, toPod } from './probes.ts'
import type { Property } from './property.ts'

const id = 'off-cluster-traffic-leaves-under-the-nodes-address'

export const offClusterTrafficLeavesUnderTheNodesAddress: Property = {
  id,
  claim:
    "Off-cluster hosts see a Pod under its Node's address; with a route they reach Pods and Nodes and keep their own.",
  claims: ['C42', 'C75'],
  level: 'core',
  needs: [],
  probes(world) {
    const out = [...world.networkPods.map(fromPod), ...world.topology.nodes.map(fromNode)].flatMap((client) =>
      bothProtocols.map((protocol) => toExternal(world, client, protocol)),
    )
    const fromOutside = { client: externalPlace }
    const toPods = routedPods(world).flatMap((pod) =>
      bothProtocols.map((protocol) => toPod(world, fromOutside, pod, protocol)),
    )
    const toNodes = world.topology.nodes.flatMap((node) =>
      bothProtocols.map((protocol) => toNode(world, fromOutside, node.name, protocol)),
    )
    return [...out, ...toPods, ...toNodes, ...(detourIsSilent(world) ? [] : detours(world))]
  },
  slowProbes: (world) => (detourIsSilent(world) ? detours(world) : []),
  judge: (world, evidence) => judgeExchanges(id, world, evidence),
}

function toExternal(world: World, client: Client, protocol: 'tcp' | 'udp'): Probe {
  return {
    ...client,
    target: {
      kind: 'external',
      place: externalPlace,
      address: world.topology.externalAddress,
      port: externalServerPort,
      server: externalPlace,
    },
    protocol,
    size: 'small',
    payloadBytes: probeHeaderBytes,
  }
}

/** Pods the off-cluster host has a route to: those on Nodes of its own segment. */
function routedPods(world: World): PlacedPod[] {
  return world.networkPods.filter((pod) => nodeOf(world, pod.nodeName).segment === 0)
}

/** Calico drops what enters through another Node and the tunnel: an answer is not to be waited for in every case. */
function detourIsSilent(world: World): boolean {
  return world.network.plugin === 'calico' && world.network.tunnel?.use === 'always'
}

/** One Pod of each Node, entered through another Node. */
function detours(world: World): Probe[] {
  const { topology } = world
  return topology.nodes.flatMap((node) => {
    const pod = routedPods(world).find((pod) => pod.nodeName === node.name)
    const entry = detourNode(topology, node.name)
    if (pod === undefined || entry === node.name || !hasPath(world, entry, node.name)) return []
    const client = { client: externalPlace, bind: { address: topology.externalDetourAddress } }
    return bothProtocols.map((protocol) => toPod(world, client, pod, protocol))
  })
}
