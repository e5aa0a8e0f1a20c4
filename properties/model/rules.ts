import { dnsRules } from './rules/dns.ts'
import { historyRules } from './rules/histories.ts'
import { serviceRules } from './rules/services.ts'

/** One sentence of the reference model. Every verdict names the rule it was reached by. */
export interface Rule {
  id: string
  text: string
  /** Where the rule comes from. */
  citation: string
}

const promise = 'kubernetes.io/docs/concepts/services-networking'
const direct = 'datapath 2.1'

const ruleList = [
  {
    id: 'pod-to-itself',
    text: 'A Pod that calls its own IP is answered by itself and seen under that IP.',
    citation: direct,
  },
  {
    id: 'pod-to-pod-same-node',
    text: 'A Pod reaches a Pod of its Node; address and port arrive unchanged.',
    citation: `${promise}; ${direct}`,
  },
  {
    id: 'pod-to-pod-other-node',
    text: 'A Pod reaches a Pod of another Node; address and port arrive unchanged.',
    citation: `${promise}; ${direct}`,
  },
  {
    id: 'pod-to-pod-without-path',
    text: 'Without a tunnel, Pods behind a router are not reachable: the network needs all Nodes on one L2 segment.',
    citation: 'datapath 1.1, claim C64',
  },
  { id: 'pod-to-own-node', text: "A Pod reaches its Node's address and is seen under its own IP.", citation: direct },
  {
    id: 'pod-to-other-node',
    text: "A Pod reaches another Node's address and is masqueraded: it is seen under its Node's address.",
    citation: 'datapath 0.2, 2.1',
  },
  {
    id: 'pod-to-own-gateway',
    text: "A Pod reaches the address of its Node's bridge and is seen under its own IP.",
    citation: direct,
  },
  {
    id: 'pod-to-other-gateway',
    text: 'A Pod reaches the bridge or tunnel address of another Node and is seen under its own IP.',
    citation: 'datapath 0.2, 2.1',
  },
  {
    id: 'pod-to-external',
    text: "A Pod reaches an off-cluster host and is masqueraded: it is seen under its Node's address.",
    citation: direct,
  },
  {
    id: 'node-to-local-pod',
    text: 'A Node reaches its own Pods under the address of the device towards them.',
    citation: 'datapath 0.1, 2.1',
  },
  {
    id: 'node-to-remote-pod',
    text: "A Node reaches Pods of another Node under its tunnel's address, or its own where no tunnel is on the way.",
    citation: 'datapath 0.1, 2.1',
  },
  {
    id: 'node-bound-to-local-pod',
    text: "A Node's socket bound to the Node's address reaches its own Pods under that address.",
    citation: direct,
  },
  {
    id: 'node-bound-to-remote-pod-through-tunnel',
    text: "A Node's socket bound to the Node's address reaches Pods behind the tunnel, masqueraded to the tunnel's address.",
    citation: 'datapath 1.1 rule 6, 2.1, 7',
  },
  {
    id: 'node-bound-to-remote-pod-direct',
    text: "A Node's socket bound to the Node's address reaches Pods of a neighbour Node under that address.",
    citation: direct,
  },
  { id: 'node-to-node', text: "Nodes reach each other and themselves under the Node's address.", citation: direct },
  { id: 'node-to-external', text: "A Node reaches an off-cluster host under the Node's address.", citation: direct },
  {
    id: 'external-to-pod',
    text: 'An off-cluster host with a route through the owning Node reaches a Pod and keeps its address.',
    citation: 'datapath 1.1 rule 4, 2.1',
  },
  {
    id: 'external-to-pod-through-other-node',
    text: 'Off-cluster traffic that enters through another Node is masqueraded by flannel; Calico keeps the address: behind a tunnel strict reverse-path filtering drops it, and a kube-proxy on the Node between, which sees half of a TCP connection, drops its second packet as invalid.',
    citation: 'datapath 1.1 rule 6, 2.1',
  },
  { id: 'external-to-node', text: 'An off-cluster host reaches a Node and keeps its address.', citation: direct },
  {
    id: 'own-loopback',
    text: '127.0.0.1 leads to the own Pod: its containers reach each other there.',
    citation: 'claims C11, C14',
  },
  {
    id: 'port-taken',
    text: 'Containers of a Pod share its ports: one that is taken cannot be bound again.',
    citation: 'claim C12',
  },
  { id: 'closed-port', text: 'A port nobody listens on refuses at once.', citation: 'datapath 2.1, 2.5' },
  {
    id: 'unused-address',
    text: 'An address no Pod has never answers: host unreachable or silence behind a bridge, silence or EINVAL behind a blackhole route.',
    citation: 'datapath 0.9, 2.1',
  },
  { id: 'unowned-range', text: 'A part of the Pod range that no Node owns never answers.', citation: direct },
  {
    id: 'full-size-arrives',
    text: 'The largest datagram that fits the MTU arrives and is answered in the same size, unfragmented.',
    citation: 'datapath 2.6',
  },
  {
    id: 'oversize-is-refused',
    text: 'A datagram one byte over the MTU that must not be fragmented is refused at the sender.',
    citation: 'datapath 2.6',
  },
  {
    id: 'fragments-arrive',
    text: 'A datagram larger than the MTU that may be fragmented arrives whole.',
    citation: 'datapath 2.6',
  },
  {
    id: 'bulk-arrives',
    text: 'A TCP transfer of many segments arrives and is answered in the same size.',
    citation: 'datapath 2.1, 2.6',
  },
  {
    id: 'datagram-loss',
    text: 'No more than 1 % of the datagrams between two Nodes are lost.',
    citation: 'podnet: bound of its own, since TCP hides loss',
  },
  {
    id: 'pod-ip-is-unique',
    text: 'No two Pods of the Pod network share an IP, and no Pod has an address of a Node.',
    citation: `${promise}; claim C1`,
  },
  {
    id: 'pod-ip-in-node-range',
    text: "A Pod's IP lies in a range its Node owns, or is borrowed and carried by a host route on the owner.",
    citation: 'datapath 1.1, 1.3, 7',
  },
  {
    id: 'pod-ip-on-interface',
    text: "The address on a Pod's eth0 is the one its status names.",
    citation: 'claims C5, C10',
  },
  {
    id: 'self-view',
    text: 'The address a Pod reads on its socket is the one its peer sees and the one its status names.',
    citation: `${promise}; claim C5`,
  },
  {
    id: 'host-pod-status',
    text: "A host-network Pod's IP is its Node's address, and its namespace is the Node's.",
    citation: 'claim C1, datapath 2',
  },
  {
    id: 'containers-one-namespace',
    text: 'All containers of a Pod answer under one IP on their own ports.',
    citation: 'claims C7, C9',
  },
  {
    id: 'wire-vxlan',
    text: 'Pod traffic to that Node leaves in VXLAN with the promised port and VNI, addressed to the Node and, inside, to the MAC of its tunnel device.',
    citation: 'claims C42, C51, C55, C58',
  },
  {
    id: 'wire-ipip',
    text: 'Pod traffic to that Node leaves as IP protocol 4, addressed to the Node.',
    citation: 'claim C73',
  },
  {
    id: 'wire-udp',
    text: 'Pod traffic to that Node leaves in UDP with nothing before the packet, addressed to the promised port of the Node.',
    citation: 'claim C37, datapath 1.1',
  },
  {
    id: 'wire-plain',
    text: "Pod traffic to that Node leaves as it is, addressed to the MAC of the Node's uplink.",
    citation: 'claims C62, C66',
  },
  {
    id: 'route-to-peer',
    text: "There is exactly one route to every other Node's Pod range, or one for all of them, with the promised gateway, device and protocol.",
    citation: 'datapath 1.1, 1.3, 7',
  },
  {
    id: 'route-to-own-pods',
    text: "A Node's own Pods are reached through cni0, or each by a host route to its device with a blackhole for the rest of the block.",
    citation: 'datapath 1.2, 1.3',
  },
  {
    id: 'route-default',
    text: 'Every Node has a default route, and a connected one for its own network.',
    citation: 'claim C75',
  },
  {
    id: 'forwarding-enabled',
    text: 'Every Node forwards packets, and filters bridged ones where it has a bridge.',
    citation: 'datapath 1.2, 4.1 hop 6',
  },
  {
    id: 'no-foreign-route',
    text: "No other route leads into the cluster's Pod range.",
    citation: 'datapath 4.1 hop 7, F10',
  },
  {
    id: 'tunnel-device',
    text: 'The tunnel device is up with the promised kind, VNI, port, local address, MTU and IP.',
    citation: 'datapath 1.1, 1.3, 4.1 hop 12',
  },
  {
    id: 'tunnel-neighbour',
    text: "There is a PERMANENT neighbour for every peer's tunnel address, with the MAC of the peer's tunnel device.",
    citation: 'datapath 1.1, 4.1 hop 10',
  },
  {
    id: 'tunnel-forwarding',
    text: "There is exactly one FDB entry for every peer's tunnel MAC, and it names the peer's address.",
    citation: 'datapath 1.1, 4.1 hop 11',
  },
  {
    id: 'absent-node-is-forgotten',
    text: 'No Node has a neighbour or a forwarding entry for one that is no part of the cluster.',
    citation: 'claim C34; flannel pkg/backend/vxlan/vxlan_network.go, EventRemoved; datapath 1.1',
  },
  { id: 'no-tunnel-device', text: 'A network without encapsulation has no tunnel device.', citation: 'claim C61' },
  {
    id: 'veth-pair',
    text: "The ends of a Pod's veth pair name each other, and each Pod has exactly one.",
    citation: 'claims C15, C16',
  },
  {
    id: 'bridge-port',
    text: "The host end of a Pod's veth pair is a forwarding port of cni0 with hairpin on; nothing else is a port.",
    citation: 'datapath 1.2, 4.1 hop 3',
  },
  {
    id: 'bridge-address',
    text: "cni0 is up and carries the first address of the Node's range, and only it.",
    citation: 'datapath 1.2, 4.1 hop 4',
  },
  {
    id: 'routed-link',
    text: 'The host end of a Pod is a cali device without bridge and IPv4 address, with the MAC ee:ee:ee:ee:ee:ee.',
    citation: 'datapath 1.3, claims C74',
  },
  {
    id: 'pod-device',
    text: "A Pod has eth0, up, with the network's MTU and one address of the promised prefix length.",
    citation: 'datapath 1.2, 1.3, 4.1 hop 0',
  },
  {
    id: 'pod-routes',
    text: "A Pod's routes name its gateway and no Node.",
    citation: 'datapath 1.2, 1.3, claims C6, C45',
  },
  {
    id: 'arp-stays-local',
    text: "No ARP packet for a Pod's address leaves its Node.",
    citation: 'claims C22, C23, C50',
  },
  {
    id: 'masquerade-rules',
    text: 'The rules that masquerade Pods stand in the promised order.',
    citation: 'datapath 1.1, 1.3',
  },
  {
    id: 'pod-sandbox',
    text: "Each Pod has one sandbox that only pauses, and beside it one container for each of the Pod's own.",
    citation: 'claim C8; kubernetes.io/docs/concepts/architecture/cri',
  },
  {
    id: 'one-network-namespace',
    text: "All processes of a Pod live in the network namespace the runtime's record of its sandbox names, and the sandbox's is the oldest.",
    citation: 'claims C9, C10',
  },
  {
    id: 'sandbox-address',
    text: "The address the plugins gave a Pod's sandbox is the one its status names and the one on its eth0.",
    citation: 'claim C10, datapath 1.2',
  },
  {
    id: 'cni-plugins',
    text: 'Every plugin that the CNI configuration names lies in /opt/cni/bin and can be executed.',
    citation: 'claim C26, datapath 1.1, 1.5',
  },
  {
    id: 'cni-configuration',
    text: "The CNI configuration each Node's runtime takes is the one of the network's ConfigMap.",
    citation: 'claim C28, datapath 1.1',
  },
  {
    id: 'cni-called',
    text: "The runtime has called the configured plugins for each Pod's sandbox and kept their answer.",
    citation: 'claims C25, C27; github.com/containernetworking/cni/blob/main/libcni/api.go',
  },
  {
    id: 'subnet-file',
    text: "/run/flannel/subnet.env names the first address of the Node's podCIDR, the cluster's range, the MTU and masquerading.",
    citation: 'claim C35, datapath 1.1',
  },
  {
    id: 'ranges-agree',
    text: "The network's range is the controller manager's, which allocates the Nodes' podCIDRs inside it, each to one Node.",
    citation: 'claims C35, C36, datapath 1.1, 1.5',
  },
  {
    id: 'node-annotations',
    text: "A Node's annotations name the network's backend, the Node's address and its tunnel device's MAC and VNI.",
    citation: 'claims C30, C33, datapath 1.1',
  },
  {
    id: 'kernel-carries-on',
    text: "Pods of different Nodes reach each other while the network's daemon stands still.",
    citation: 'claim C39, datapath 1.1',
  },
  ...serviceRules,
  ...dnsRules,
  ...historyRules,
] as const satisfies readonly Rule[]

export type RuleId = (typeof ruleList)[number]['id']

/** All rules, in the order reports and `podnet list rules` show them. */
export const rules: readonly Rule[] = ruleList

const byId = new Map<string, Rule>(rules.map((rule) => [rule.id, rule]))

/** Throws Error for an id that is no rule: a typing mistake of ours. */
export function findRule(id: string): Rule {
  const rule = byId.get(id)
  if (rule === undefined) throw new Error(`no rule ${id}`)
  return rule
}
