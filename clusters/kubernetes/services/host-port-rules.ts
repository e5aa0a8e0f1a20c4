import { nodePlace } from '../../../properties/model/place.ts'
import type { Scenario } from '../../../properties/model/scenario.ts'
import type { ServiceProxy } from '../../../properties/model/services/proxy.ts'
import type { Agents } from '../../agents/agents.ts'

/** The table in which the portmap plugin keeps its rules where it uses nftables. */
const table = 'inet cni_hostport'

/**
 * Which rules the portmap plugin made, read on the Nodes that have a Pod with a hostPort: the plugin itself chooses, by
 * its configuration and by what the Node has. Undefined where no Pod has a hostPort.
 */
export async function readHostPortRules(
  agents: Agents,
  { pods }: Scenario,
  signal: AbortSignal,
): Promise<ServiceProxy['hostPortRules'] | undefined> {
  const nodes = pods
    .filter(({ containers }) => containers.some(({ ports }) => ports?.some(({ hostPort }) => hostPort !== undefined)))
    .map(({ nodeName }) => nodeName)
  if (nodes.length === 0) return undefined
  const argv = ['nft', 'list', 'tables']
  const commands = new Map([...new Set(nodes)].map((node) => [node, [{ place: nodePlace(node), argv }]]))
  const results = [...(await agents.run(commands, signal)).values()].flat()
  return results.some(({ stdout }) => stdout.split('\n').includes(`table ${table}`)) ? 'nftables' : 'iptables'
}
