import { nodePlace } from '../../properties/model/place.ts'
import type { Agents } from '../agents/agents.ts'

/**
 * The Nodes whose kernel holds ICMP errors back when there are many (datapath 0.6), read from their sysctl: Linux does so
 * unless told otherwise, and podnet changes no sysctl of a cluster it did not make.
 */
export async function readLimitingNodes(
  agents: Agents,
  nodes: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const argv = ['cat', '/proc/sys/net/ipv4/icmp_ratelimit']
  const commands = new Map(nodes.map((name) => [name, [{ place: nodePlace(name), argv }]]))
  const results = await agents.run(commands, signal)
  return nodes.filter((name) => results.get(name)?.[0]?.stdout.trim() !== '0')
}
