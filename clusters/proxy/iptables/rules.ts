import type { NodeSpec } from '../../../properties/model/topology.ts'
import type { Step } from '../../networks/step.ts'
import type { NodeServicePort } from '../node-service-port.ts'
import type { ProxyContext } from '../settings.ts'
import { filterPart } from './filter.ts'
import { tableLines } from './lines.ts'
import { natPart } from './nat.ts'
import { serviceChains } from './service-chains.ts'

/**
 * Makes a Node's rules those of `ports`, each table at once. `before`: what the rules were made of, whose chains go. A
 * chain that stays keeps its clients: the kernel's list lives as long as any rule names it.
 */
export function iptablesRules(
  { proxy }: ProxyContext,
  node: NodeSpec,
  before: readonly NodeServicePort[],
  ports: readonly NodeServicePort[],
): Step[] {
  const parts = ports.flatMap((port) => serviceChains(proxy, node, port))
  const kept = new Set(parts.flatMap(({ chains }) => chains))
  const old = before.flatMap((port) => serviceChains(proxy, node, port)).flatMap(({ chains }) => chains)
  const removed = [...new Set(old)].filter((chain) => !kept.has(chain))
  return [
    {
      tool: 'iptables-restore',
      lines: [
        ...tableLines('filter', [filterPart(proxy, ports)]),
        ...tableLines('nat', [natPart(proxy, node, ports), ...parts], removed),
      ],
    },
  ]
}
