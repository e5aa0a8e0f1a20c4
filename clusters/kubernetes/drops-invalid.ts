import { nodePlace } from '../../properties/model/place.ts'
import type { Agents } from '../agents/agents.ts'

const readRules = 'iptables-save -t filter 2>/dev/null; nft list table ip kube-proxy 2>/dev/null; exit 0'

/**
 * The Nodes whose kube-proxy drops what connection tracking calls invalid, read from their rules: a Node that sees one
 * direction of a TCP connection only then lets none of it pass (kubernetes#74839).
 */
export async function readDroppingNodes(
  agents: Agents,
  nodes: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const argv = ['sh', '-c', readRules]
  const commands = new Map(nodes.map((name) => [name, [{ place: nodePlace(name), argv }]]))
  const results = await agents.run(commands, signal)
  return nodes.filter((name) => dropsInvalid(results.get(name)?.[0]?.stdout ?? ''))
}

/** In what `iptables-save` or `nft list` prints. */
export function dropsInvalid(rules: string): boolean {
  return /^-A KUBE-FORWARD .*--ctstate INVALID .*-j DROP$/m.test(rules) || /^\s*ct state invalid .*drop/m.test(rules)
}
