import type { V1Node } from '@kubernetes/client-node'
import { prefixLength } from '../../properties/model/address.ts'
import { externalPlace, nodePlace } from '../../properties/model/place.ts'
import type { ServedService } from '../../properties/model/services/endpoint-slice.ts'
import type { Topology } from '../../properties/model/topology.ts'
import type { Request } from '../agent/protocol.ts'
import type { Agents } from '../agents/agents.ts'
import { externalHost } from '../agents/hosts.ts'
import type { NodeAddressing } from '../kubernetes/node-addressing.ts'
import { nodeSpecsOf } from '../kubernetes/nodes.ts'
import { commonSysctls } from '../kubernetes/sysctls.ts'
import { readUplinks, smallestMtuBytes } from '../kubernetes/uplinks.ts'
import { serviceRouteLines } from '../proxy/outside-routes.ts'
import { networkSubnet } from './cluster/docker-network.ts'
import { detourAddress } from './external/addresses.ts'
import { detourLines, podRangeLines } from './external/routes.ts'
import { externalSysctls } from './sysctls.ts'

/**
 * The topology as the cluster really is: its ranges are those asked for, the rest is what docker and Kubernetes
 * assigned. Every Node lies in segment 0, since one docker network is one L2 segment.
 */
export async function realTopology(
  agents: Agents,
  wanted: Topology,
  containers: Readonly<Record<string, string>>,
  nodes: readonly V1Node[],
  externalAddress: string,
  signal: AbortSignal,
): Promise<Topology> {
  const specs = nodeSpecsOf(containers, nodes)
  return {
    podCIDR: wanted.podCIDR,
    serviceCIDR: wanted.serviceCIDR,
    nodes: specs,
    externalAddress,
    externalDetourAddress: detourAddress(await networkSubnet(), externalAddress),
    uplinkMtuBytes: smallestMtuBytes(await readUplinks(agents, specs, signal)),
  }
}

/** Sysctls of the Nodes and the host outside, and that one's second address. Throws Error with ip's words. */
export async function prepareHosts(agents: Agents, topology: Topology, signal: AbortSignal): Promise<void> {
  const writes: [string, Request][] = [
    [externalHost, { kind: 'write', files: externalSysctls() }],
    ...topology.nodes.map(({ name }): [string, Request] => [
      name,
      { kind: 'write', files: commonSysctls(nodePlace(name)) },
    ]),
  ]
  await agents.request(new Map(writes), signal)
  await runOutside(agents, detourLines(topology, prefixLength(await networkSubnet())), signal)
}

/** Shows the host outside the ways to the Pods. Throws Error with ip's words. */
export function routeFromOutside(
  agents: Agents,
  topology: Topology,
  addressing: NodeAddressing,
  signal: AbortSignal,
): Promise<void> {
  return runOutside(agents, podRangeLines(topology, addressing), signal)
}

/** Shows the host outside the ways to ClusterIPs and externalIPs. Throws Error with ip's words. */
export function routeToServices(
  agents: Agents,
  topology: Topology,
  services: readonly ServedService[],
  signal: AbortSignal,
): Promise<void> {
  return runOutside(agents, serviceRouteLines(topology, services), signal)
}

async function runOutside(agents: Agents, lines: readonly string[], signal: AbortSignal): Promise<void> {
  const command = { place: externalPlace, argv: ['ip', '-batch', '-'], input: `${lines.join('\n')}\n` }
  const result = (await agents.run(new Map([[externalHost, [command]]]), signal)).get(externalHost)?.[0]
  if (result?.exitCode !== 0) throw new Error(`the host outside cannot be set up: ${result?.stderr.trim()}`)
}
