import { createHash } from 'node:crypto'
import { prefixLength } from '../../properties/model/address.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { NodeSpec } from '../../properties/model/topology.ts'
import type { Step } from '../networks/step.ts'
import { comment, tableLines } from './iptables/lines.ts'

/** The portmap plugin's bit of the packet's mark (markMasqBit 13). */
const mark = '0x2000/0x2000'

/** A Pod of one Node with hostPorts. */
export interface PortMapping {
  pod: string
  address: string
  ports: readonly { protocol: 'tcp' | 'udp'; hostPort: number; port: number }[]
}

/** The Pods of a Node that have hostPorts, in the scenario's order. */
export function portMappings(
  { pods }: Scenario,
  addresses: Readonly<Record<string, string>>,
  { name: nodeName }: Pick<NodeSpec, 'name'>,
): PortMapping[] {
  return pods
    .filter((pod) => pod.nodeName === nodeName && !pod.hostNetwork)
    .map(({ name, containers }) => ({
      pod: name,
      address: addresses[name] as string,
      ports: containers.flatMap(({ port, ports = [] }) =>
        ports.flatMap(({ protocol, hostPort }) =>
          hostPort === undefined ? [] : [{ protocol: protocol === 'TCP' ? 'tcp' : 'udp', hostPort, port } as const],
        ),
      ),
    }))
    .filter(({ ports }) => ports.length > 0)
}

/** UDP hostPorts of a Node that lead to another Pod than before, or to one at all. */
export function openedHostPorts(
  before: { scenario: Scenario; podAddresses: Readonly<Record<string, string>> },
  after: { scenario: Scenario; podAddresses: Readonly<Record<string, string>> },
  node: Pick<NodeSpec, 'name'>,
): number[] {
  const targets = ({ scenario, podAddresses }: typeof before) =>
    portMappings(scenario, podAddresses, node).flatMap(({ pod, address, ports }) =>
      ports
        .filter(({ protocol }) => protocol === 'udp')
        .map(({ hostPort, port }) => ({ hostPort, target: `${pod} ${address}:${port}` })),
    )
  const old = new Map(targets(before).map(({ hostPort, target }) => [hostPort, target]))
  return targets(after).flatMap(({ hostPort, target }) => (old.get(hostPort) === target ? [] : [hostPort]))
}

/** The chains every Pod's rules hang on. To be run once, after kube-proxy's: NodePorts go before hostPorts. */
export const portmapBase: Step = {
  tool: 'iptables-restore',
  lines: [
    '*nat',
    ':CNI-HOSTPORT-DNAT - [0:0]',
    ':CNI-HOSTPORT-SETMARK - [0:0]',
    ':CNI-HOSTPORT-MASQ - [0:0]',
    `-A CNI-HOSTPORT-SETMARK ${comment('CNI portfwd masquerade mark')} -j MARK --set-xmark ${mark}`,
    `-A CNI-HOSTPORT-MASQ -m mark --mark ${mark} -j MASQUERADE`,
    `-I POSTROUTING 1 ${comment('CNI portfwd requiring masquerade')} -j CNI-HOSTPORT-MASQ`,
    '-A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT',
    '-A OUTPUT -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT',
    'COMMIT',
  ],
}

/** Makes the rules of a Node's hostPorts those of `after`. `before`: the Pods that had some, whose chains go. */
export function portmapRules(
  network: Network,
  node: NodeSpec,
  before: readonly PortMapping[],
  after: readonly PortMapping[],
): Step[] {
  if (before.length === 0 && after.length === 0) return []
  const chainOf = ({ pod }: PortMapping) => dnatChain(network, pod)
  const kept = after.map(chainOf)
  const removed = before.map(chainOf).filter((chain) => !kept.includes(chain))
  const parts = after.map((mapping) => ({ chains: [chainOf(mapping)], rules: podRules(network, node, mapping) }))
  const entries = { chains: ['CNI-HOSTPORT-DNAT'], rules: after.flatMap((mapping) => entryRules(network, mapping)) }
  return [{ tool: 'iptables-restore', lines: tableLines('nat', [entries, ...parts], removed) }]
}

/** One rule for each protocol leads to the Pod's chain. */
function entryRules(network: Network, { pod, ports }: PortMapping): string[] {
  return [...Map.groupBy(ports, ({ protocol }) => protocol)].map(([protocol, list]) => {
    const words = comment(`dnat name: ${networkName(network)} id: ${pod}`)
    const hostPorts = list.map(({ hostPort }) => hostPort).join(',')
    return `-A CNI-HOSTPORT-DNAT -p ${protocol} ${words} -m multiport --dports ${hostPorts} -j ${dnatChain(network, pod)}`
  })
}

/** The range the Pod's address was given with is marked as a whole, so that the Pod itself is among it (datapath 1.2). */
function podRules(network: Network, node: NodeSpec, { pod, address, ports }: PortMapping): string[] {
  const range = `${address}/${network.podLinks === 'bridge' ? prefixLength(node.podCIDR) : 32}`
  return ports.flatMap(({ protocol, hostPort, port }) => {
    const start = `-A ${dnatChain(network, pod)} -p ${protocol} --dport ${hostPort}`
    return [
      `${start} -s ${range} -j CNI-HOSTPORT-SETMARK`,
      `${start} -s 127.0.0.1 -j CNI-HOSTPORT-SETMARK`,
      `${start} -j DNAT --to-destination ${address}:${port}`,
    ]
  })
}

/** Named after the network and the sandbox, for which the Pod's name stands here. */
function dnatChain(network: Network, pod: string): string {
  const digits = createHash('sha512')
    .update(`${networkName(network)}${pod}`)
    .digest('hex')
  return `CNI-DN-${digits.slice(0, 21)}`
}

/** Name in the network's CNI configuration. */
function networkName({ plugin }: Network): string {
  return plugin === 'flannel' ? 'cbr0' : 'k8s-pod-network'
}
