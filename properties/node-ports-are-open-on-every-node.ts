import { judgeExchanges } from './checks.ts'
import type { Probe } from './model/probe.ts'
import { nodeAddresses } from './model/services/node-addresses.ts'
import type { NodeSpec } from './model/topology.ts'
import { hasPath, nodeNameOf, type World } from './model/world.ts'
import { spread } from './pairs.ts'
import type { Client } from './probes.ts'
import type { Property } from './property.ts'
import { bySilence, callers, isForNobody, kindOfCaller, outsideCallers, servedPorts } from './service-calls.ts'
import { toNodePort } from './service-probes.ts'

const id = 'node-ports-are-open-on-every-node'

export const nodePortsAreOpenOnEveryNode: Property = {
  id,
  claim:
    'A NodePort is open on every Node at each address its proxy promises, and closed on the others: for Pods, Nodes, the Node itself and off-cluster clients.',
  claims: ['C77', 'C80'],
  level: 'core',
  needs: [],
  ...bySilence(calls),
  judge: (world, evidence) => judgeExchanges(id, world, evidence),
}

/** For each port, Node and address of that Node one caller of each kind and Node; at InternalIPs each Pod calls somebody. */
function calls(world: World): Probe[] {
  const clients = [...callers(world), ...outsideCallers(world)]
  const all = servedPorts(world).flatMap(({ served, port }) => {
    if (port.nodePort === undefined) return []
    const aimed = world.topology.nodes.flatMap((node) =>
      addressesOf(world, node).flatMap((address) =>
        clients
          .filter((client) => hasWay(world, client, node, address))
          .map((client) => toNodePort(client, served, port, { name: node.name, address })),
      ),
    )
    return spread(aimed, ({ client, target }) => [
      `${kindOfCaller(world, client)} ${target.place} ${target.address}`,
      client,
    ])
  })
  return all.filter((probe) => !isForNobody(world, probe))
}

/** The bridge and the tunnel device of a Node without Pods need not be there (datapath 7). */
function addressesOf(world: World, { name, address }: NodeSpec): string[] {
  const hasPods = world.networkPods.some(({ nodeName }) => nodeName === name)
  return ['127.0.0.1', ...(hasPods ? nodeAddresses(world, name) : [address])]
}

/** 127.0.0.1 is that of the Node alone; what is not an InternalIP is known inside the Pod network. */
function hasWay(world: World, { client }: Client, node: NodeSpec, address: string): boolean {
  const from = nodeNameOf(world, client)
  const isPod = world.networkPods.some(({ name }) => client === `pod/${name}`)
  if (address === '127.0.0.1') return from === node.name && !isPod
  if (address === node.address) return true
  if (from === undefined) return false
  return from === node.name || (world.network.plugin === 'flannel' && isPod && hasPath(world, from, node.name))
}
