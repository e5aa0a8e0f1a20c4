/** A place and a command of words; `{...}` stands for what the cluster at hand has there (`places.fixture.ts`). */
export type Command = [place: string, words: string]

/**
 * A fault planted by hand, as a user would with `podnet cluster exec`, and what `check --cluster` must say of it: the
 * rules it refutes, with which pairs, and that nothing else is touched.
 */
export interface PlantedFault {
  name: string
  commands: Command[]
  /** Undoes it. Where it is given the fault is planted on kind too, where a cluster takes too long to make one for each. */
  heal?: Command[]
  /** Rule, and the pattern its counterexample must show. */
  refutes: Record<string, RegExp>
  /** The same for rules that only a cluster of real Nodes has. */
  refutesOnKind?: Record<string, RegExp>
  /** Files that no Node of the lab has. */
  onKindAlone?: true
  /** Rules that must hold all the same. */
  holds: string[]
}

const bothWays = /node1 -> node2.*node2 -> node1/
const masquerade = 'POSTROUTING -s 10.244.0.0/16 -d 10.244.0.0/16 -j MASQUERADE'
const vxlanPort = 'INPUT -p udp --dport 8472 -j DROP'
const dropOneInThree = '-p udp --dport 8472 -m statistic --mode random --probability 0.3 -j DROP'

export const faults: PlantedFault[] = [
  {
    name: 'an FDB entry deleted (F8)',
    commands: [['node1', 'bridge fdb del {mac2} dev flannel.1 dst {address2} self']],
    refutes: { 'pod-to-pod-other-node': bothWays, 'tunnel-forwarding': /^1 of 6/ },
    holds: ['pod-to-pod-same-node', 'pod-to-other-node', 'tunnel-neighbour'],
  },
  {
    name: 'a neighbour with a wrong MAC (F3)',
    commands: [['node1', 'ip neigh replace {tunnel2} lladdr 02:de:ad:00:00:01 dev flannel.1 nud permanent']],
    heal: [['node1', 'ip neigh replace {tunnel2} lladdr {mac2} dev flannel.1 nud permanent']],
    refutes: { 'pod-to-pod-other-node': bothWays, 'tunnel-neighbour': /^1 of 6/ },
    holds: ['pod-to-pod-same-node', 'pod-to-other-node', 'tunnel-forwarding'],
  },
  {
    name: 'another MAC on a tunnel device (F1)',
    commands: [['node2', 'ip link set flannel.1 address 02:de:ad:00:00:02']],
    // The kernel has thrown away the device's own neighbours.
    heal: [
      ['node2', 'ip link set flannel.1 address {mac2}'],
      ['node2', 'ip neigh replace {tunnel1} lladdr {mac1} dev flannel.1 nud permanent'],
      ['node2', 'ip neigh replace {tunnel3} lladdr {mac3} dev flannel.1 nud permanent'],
    ],
    refutes: { 'pod-to-pod-other-node': /node2/, 'tunnel-neighbour': /^4 of 6/, 'tunnel-forwarding': /^2 of 6/ },
    refutesOnKind: { 'node-annotations': /^1 of 3/ },
    holds: ['pod-to-pod-same-node', 'pod-to-other-node', 'route-to-peer'],
  },
  {
    name: 'the route to one peer removed (F11)',
    commands: [['node1', 'ip route del {podCIDR2}']],
    refutes: { 'pod-to-pod-other-node': bothWays, 'route-to-peer': /^1 of 6/ },
    holds: ['pod-to-pod-same-node', 'pod-to-other-node', 'tunnel-neighbour'],
  },
  {
    name: 'the route to one peer past the tunnel (F18)',
    commands: [['node1', 'ip route replace {podCIDR2} via {address2} dev eth0']],
    heal: [['node1', 'ip route replace {podCIDR2} via {tunnel2} dev flannel.1 onlink']],
    refutes: { 'pod-to-pod-other-node': bothWays, 'route-to-peer': /^1 of 6/ },
    holds: ['pod-to-pod-same-node', 'pod-to-other-node', 'tunnel-neighbour'],
  },
  {
    name: 'Pod-to-Pod traffic masqueraded on one Node (F48)',
    commands: [['node1', `iptables -w -t nat -A ${masquerade}`]],
    heal: [['node1', `iptables -w -t nat -D ${masquerade}`]],
    refutes: { 'pod-to-pod-other-node': /node1/, 'self-view': /node1/ },
    holds: ['pod-to-other-node', 'pod-to-external'],
  },
  {
    name: 'ip_forward=0 (F31)',
    commands: [['node1', 'sysctl -qw net.ipv4.ip_forward=0']],
    heal: [['node1', 'sysctl -qw net.ipv4.ip_forward=1']],
    refutes: { 'pod-to-pod-other-node': /node1/, 'pod-to-external': /node1/, 'forwarding-enabled': /^1 of 3/ },
    holds: ['pod-to-pod-same-node', 'pod-to-own-node', 'node-to-node'],
  },
  {
    name: 'UDP dropped in FORWARD (F64)',
    commands: [['node1', 'iptables -w -I FORWARD -p udp -j DROP']],
    refutes: {
      'pod-to-pod-other-node': /^UDP: .*node1 -> node2.*node2 -> node1/,
      'pod-to-external': /^UDP: 2 of 2 node1 -> external, 0 of 4/,
    },
    holds: ['pod-to-own-node', 'node-to-node', 'bulk-arrives'],
  },
  {
    name: 'the VXLAN port dropped on INPUT (F13)',
    commands: [['node2', `iptables -w -I ${vxlanPort}`]],
    heal: [['node2', `iptables -w -D ${vxlanPort}`]],
    refutes: { 'pod-to-pod-other-node': /node2/ },
    holds: ['pod-to-pod-same-node', 'pod-to-other-node', 'route-to-peer', 'tunnel-forwarding'],
  },
  {
    name: "a Pod's port taken off the bridge (F41)",
    commands: [['node1', 'ip link set {port} nomaster']],
    heal: [
      ['node1', 'ip link set {port} master cni0'],
      ['node1', 'bridge link set dev {port} hairpin on'],
    ],
    refutes: { 'pod-to-pod-same-node': /pod\/a1|node1 -> node1/, 'bridge-port': /^2 of / },
    holds: ['node-to-node', 'route-to-peer', 'tunnel-forwarding'],
  },
  {
    name: "a Pod's default route removed (F43)",
    commands: [['pod/a1', 'ip route del default']],
    refutes: { 'pod-to-other-node': /pod\/a1/, 'pod-to-external': /pod\/a1/, 'pod-routes': /^1 of 6/ },
    holds: ['pod-to-pod-same-node', 'pod-to-pod-other-node', 'self-view'],
  },
  {
    name: '30 % loss from one Node to another',
    commands: [['node2', `iptables -w -t raw -I PREROUTING -s {address1} ${dropOneInThree}`]],
    // There and back, and from outside to each of the two: such packets may come in through the other Node.
    refutes: { 'datagram-loss': /^[1-4] of / },
    holds: ['pod-to-pod-same-node', 'route-to-peer', 'node-to-node'],
  },
  {
    name: 'fragments dropped',
    commands: [
      ['node2', 'nft add table ip fragments'],
      ['node2', 'nft add chain ip fragments early { type filter hook prerouting priority -450 ; }'],
      ['node2', 'nft add rule ip fragments early ip frag-off & 0x3fff != 0 drop'],
    ],
    refutes: { 'fragments-arrive': /node2/ },
    holds: ['pod-to-pod-other-node', 'full-size-arrives', 'oversize-is-refused', 'bulk-arrives'],
  },
  {
    name: 'files of CNI and flannel changed (F40)',
    onKindAlone: true,
    commands: [
      ['node2', 'chmod -x /opt/cni/bin/portmap'],
      ['node2', 'sed -i s/cbr0/other/ /etc/cni/net.d/10-flannel.conflist'],
      ['node2', 'sed -i s/MTU=1450/MTU=1500/ /run/flannel/subnet.env'],
    ],
    heal: [
      ['node2', 'chmod +x /opt/cni/bin/portmap'],
      ['node2', 'sed -i s/other/cbr0/ /etc/cni/net.d/10-flannel.conflist'],
      ['node2', 'sed -i s/MTU=1500/MTU=1450/ /run/flannel/subnet.env'],
    ],
    refutes: {},
    refutesOnKind: {
      'cni-plugins': /^1 of 3/,
      'cni-configuration': /^1 of 3/,
      'cni-called': /^2 of 6/,
      'subnet-file': /^1 of 3/,
    },
    holds: ['pod-to-pod-same-node', 'pod-to-pod-other-node', 'ranges-agree', 'node-annotations', 'sandbox-address'],
  },
]
