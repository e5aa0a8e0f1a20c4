import { judgeExchanges, unsupportedCheck } from './checks.ts'
import { pairClasses } from './model/pair-class.ts'
import { externalPlace } from './model/place.ts'
import { type Probe, probeHeaderBytes } from './model/probe.ts'
import { externalServerPort } from './model/scenario.ts'
import { detourNode, hasHostOutside } from './model/topology.ts'
import { hasPath, nodeOf, type PlacedPod, type World } from './model/world.ts'
import { pairsBetween, placeOf, spread } from './pairs.ts'
import { bothProtocols, type Client, toNode, toPod } from './probes.ts'
import type { Property } from './property.ts'
import { mayBeSilent } from './service-calls.ts'

const id = 'off-cluster-traffic-leaves-under-the-nodes-address'

const outside = ['external'] as const
const ruleIds = [
  'pod-to-external',
  'node-to-external',
  'external-to-pod',
  'external-to-pod-through-other-node',
  'external-to-node',
] as const

export const offClusterTrafficLeavesUnderTheNodesAddress: Property = {
  id,
  claim:
    "Off-cluster hosts see a Pod under its Node's address; with a route they reach Pods and Nodes and keep their own.",
  claims: ['C42', 'C75'],
  level: 'core',
  needs: [],
  pairs: [
    ...pairClasses.podToExternal,
    ...pairClasses.nodeToExternal,
    ...pairClasses.externalToPod,
    ...pairClasses.externalToNode,
  ],
  probes(world) {
    if (!hasHostOutside(world.topology)) return []
    const { nodes } = world.topology
    const clients = pairsBetween(world, [...world.networkPods, ...nodes], outside).map(([client]) => ({
      client: placeOf(client),
    }))
    const out = clients.flatMap((client) => bothProtocols.map((protocol) => toExternal(world, client, protocol)))
    const fromOutside = { client: externalPlace }
    const toPods = routedPods(world).flatMap((pod) =>
      bothProtocols.map((protocol) => toPod(world, fromOutside, pod, protocol)),
    )
    const toNodes = pairsBetween(world, outside, nodes).flatMap(([, node]) =>
      bothProtocols.map((protocol) => toNode(world, fromOutside, node.name, protocol)),
    )
    return [...out, ...toPods, ...toNodes, ...detours(world).filter((probe) => !mayBeSilent(world, probe))]
  },
  slowProbes: (world) =>
    hasHostOutside(world.topology) ? detours(world).filter((probe) => mayBeSilent(world, probe)) : [],
  judge(world, evidence) {
    if (hasHostOutside(world.topology)) return judgeExchanges(id, world, evidence)
    return ruleIds.map((rule) => unsupportedCheck(id, rule, 'the cluster', 'podnet has no host outside this cluster'))
  },
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

/** Pods the off-cluster host has a route to and may call: those on Nodes of its own segment. */
function routedPods(world: World): PlacedPod[] {
  return pairsBetween(world, outside, world.networkPods).flatMap(([, pod]) =>
    nodeOf(world, pod.nodeName).segment === 0 ? [pod] : [],
  )
}

/** One Pod of each Node, entered through another Node: where that is dropped, an answer is not to be waited for in every case. */
function detours(world: World): Probe[] {
  const { topology } = world
  return spread(routedPods(world), (pod) => [pod.nodeName]).flatMap((pod) => {
    const entry = detourNode(topology, pod.nodeName)
    if (entry === pod.nodeName || !hasPath(world, entry, pod.nodeName)) return []
    const client = { client: externalPlace, bind: { address: topology.externalDetourAddress } }
    return bothProtocols.map((protocol) => toPod(world, client, pod, protocol))
  })
}
