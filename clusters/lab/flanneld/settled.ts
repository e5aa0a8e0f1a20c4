import { z } from 'zod'
import { hasOneRoute, type Network, pathBetween } from '../../../properties/model/networks/network.ts'
import { nodePlace } from '../../../properties/model/place.ts'
import type { NodeSpec, Topology } from '../../../properties/model/topology.ts'
import type { CommandResult, CommandSpec } from '../../agent/protocol.ts'
import { parseLists } from '../../structure/json.ts'
import { begunFile, logFile, subnetFile } from './commands.ts'

/** What tells whether a Node's flanneld has done its work; `isSettled` understands the results. */
export function settledCommands({ name }: NodeSpec): CommandSpec[] {
  const place = nodePlace(name)
  return [
    { place, argv: ['test', subnetFile(name), '-nt', begunFile(name)] },
    { place, argv: ['ip', '-j', 'route'] },
    { place, argv: ['cat', logFile(name)] },
  ]
}

/**
 * Its rules stand, and there is a route to every Node that the network promises one to: flanneld's last step for a peer.
 * A daemon that finds the Nodes by itself says in its log which ones it knows, and nowhere else.
 */
export function isSettled(
  network: Network,
  topology: Topology,
  node: NodeSpec,
  [file, routes, log]: readonly CommandResult[],
): boolean {
  if (file?.exitCode !== 0 || routes?.exitCode !== 0) return false
  const known = new Set(hasOneRoute(network) ? subnetsAdded(log?.stdout ?? '') : routesOf(routes.stdout))
  return topology.nodes.every(
    (peer) =>
      peer === node || pathBetween(network, topology, node.name, peer.name) === 'none' || known.has(peer.podCIDR),
  )
}

const routesOf = (printed: string): string[] => parseLists(z.object({ dst: z.string() }), printed).map(({ dst }) => dst)

const subnetsAdded = (log: string): string[] =>
  [...log.matchAll(/Subnet added: +(\S+)/g)].map(([, subnet]) => subnet as string)
