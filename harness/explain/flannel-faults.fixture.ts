import { drop, type ExplainedFault, editNat } from './fault.fixture.ts'
import type { Script } from './planted.fixture.ts'

export const flannelFaults: ExplainedFault[] = [
  {
    name: 'F8 forwarding entry gone',
    plant: [['node/node1', 'bridge fdb del {mac2} dev flannel.1 dst {address2} self']],
    heal: [['node/node1', 'bridge fdb add {mac2} dev flannel.1 dst {address2} self permanent']],
    names: { place: 'node/node1', object: /^FDB entry/ },
  },
  {
    name: 'F8 tunnel neighbour gone',
    plant: [['node/node1', 'ip neigh del {tunnel2} dev flannel.1']],
    heal: [['node/node1', 'ip neigh replace {tunnel2} lladdr {mac2} dev flannel.1 nud permanent']],
    names: { place: 'node/node1', object: /^neighbour .* dev flannel\.1/ },
  },
  {
    name: 'F3 stale MAC of a peer, neighbour and entry',
    plant: [
      ['node/node1', 'ip neigh replace {tunnel2} lladdr 02:de:ad:00:00:01 dev flannel.1 nud permanent'],
      ['node/node1', 'bridge fdb replace 02:de:ad:00:00:01 dev flannel.1 dst {address2} self permanent'],
    ],
    heal: [
      ['node/node1', 'ip neigh replace {tunnel2} lladdr {mac2} dev flannel.1 nud permanent'],
      ['node/node1', 'bridge fdb del 02:de:ad:00:00:01 dev flannel.1 dst {address2} self'],
    ],
    names: { place: 'node/node1', object: /^neighbour .* dev flannel\.1/ },
  },
  {
    name: 'F1 another MAC on a tunnel device',
    plant: [['node/node2', 'ip link set flannel.1 address 02:de:ad:00:00:02']],
    heal: [
      ['node/node2', 'ip link set flannel.1 address {mac2}'],
      ['node/node2', 'ip neigh replace {tunnel1} lladdr {mac1} dev flannel.1 nud permanent'],
      ['node/node2', 'ip neigh replace {tunnel3} lladdr {mac3} dev flannel.1 nud permanent'],
    ],
    names: { place: 'node/node2', object: /^MAC of flannel\.1/ },
  },
  {
    name: 'F12 forwarding entry to a wrong address',
    plant: [['node/node1', 'bridge fdb replace {mac2} dev flannel.1 dst 172.30.0.77 self permanent']],
    heal: [['node/node1', 'bridge fdb replace {mac2} dev flannel.1 dst {address2} self permanent']],
    names: { place: 'node/node1', object: /^FDB entry/ },
  },
  {
    name: 'F11 route to a peer gone',
    plant: [['node/node1', 'ip route del {range2}']],
    heal: [['node/node1', 'ip route add {range2} via {tunnel2} dev flannel.1 onlink']],
    names: { place: 'node/node1', object: /^route {range2}/ },
  },
  {
    name: 'F18 route past the tunnel',
    plant: [['node/node1', 'ip route replace {range2} via {address2} dev eth0']],
    heal: [['node/node1', 'ip route replace {range2} via {tunnel2} dev flannel.1 onlink']],
    names: { place: 'node/node1', object: /^route {range2}/ },
  },
  {
    name: 'F18 on the way back alone: the answer past the tunnel',
    plant: [['node/node2', 'ip route replace {range1} via {address1} dev eth0']],
    heal: [['node/node2', 'ip route replace {range1} via {tunnel1} dev flannel.1 onlink']],
    names: { place: 'node/node2', object: /^route (back to )?{net1}\./ },
  },
  {
    name: 'F10 a narrower route',
    plant: [['node/node1', 'ip route add {net1}.0/25 via {tunnel2} dev flannel.1 onlink']],
    heal: [['node/node1', 'ip route del {net1}.0/25']],
    names: { place: 'node/node1', object: /^route ({net1}\.0\/25|back to {net1})/ },
  },
  {
    name: 'F32 unreachable route',
    plant: [['node/node1', 'ip route replace unreachable {range2}']],
    heal: [
      ['node/node1', 'ip route del unreachable {range2}'],
      ['node/node1', 'ip route replace {range2} via {tunnel2} dev flannel.1 onlink'],
    ],
    names: { place: 'node/node1', object: /^route {range2}/ },
  },
  {
    name: 'F31 ip_forward=0',
    plant: [['node/node2', 'sysctl -qw net.ipv4.ip_forward=0']],
    heal: [['node/node2', 'sysctl -qw net.ipv4.ip_forward=1']],
    names: { place: 'node/node2', object: /^net\.ipv4\.ip_forward/ },
  },
  {
    name: 'F13 VXLAN port dropped',
    ...drop('node/node2', '@ INPUT -p udp --dport 8472 -j DROP'),
    names: { place: 'node/node2', object: /INPUT .*8472 -j DROP/ },
  },
  {
    name: 'F64 UDP dropped',
    ...drop('node/node1', '@ FORWARD -p udp -j DROP'),
    only: ['pods-reach-pods-without-nat'],
    names: { place: 'node/node1', object: /FORWARD -p udp -j DROP/ },
  },
  {
    name: 'F56 FORWARD drops by policy, flannel does not accept',
    plant: [
      [
        'node/node2',
        'iptables -w -D FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD; iptables -w -P FORWARD DROP',
      ],
    ],
    heal: [
      [
        'node/node2',
        'iptables -w -P FORWARD ACCEPT; iptables -w -A FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD',
      ],
    ],
    names: { place: 'node/node2', object: /-P FORWARD DROP/ },
  },
  {
    name: 'a drop in nftables, of answers alone',
    plant: [
      [
        'node/node1',
        "nft add table ip planted; nft 'add chain ip planted c { type filter hook prerouting priority -10 ; }'; nft add rule ip planted c ip saddr {range2} tcp sport 8080 counter drop",
      ],
    ],
    heal: [['node/node1', 'nft delete table ip planted']],
    only: ['pods-reach-pods-without-nat'],
    names: { place: 'node/node1', object: /^ip planted\/c/ },
  },
  {
    name: 'loss of one in three, by a rule',
    ...drop(
      'node/node2',
      '-t raw @ PREROUTING -i flannel.1 -p udp -m statistic --mode random --probability 0.6 -j DROP',
    ),
    only: ['pods-reach-pods-without-nat'],
    names: { place: 'node/node2', object: /raw: .*statistic/ },
  },
  {
    name: 'F41 port off the bridge',
    plant: [['node/node1', 'ip link set {port-a} nomaster']],
    heal: [['node/node1', 'ip link set {port-a} master cni0; bridge link set dev {port-a} hairpin on']],
    names: { place: 'node/node1', object: /of pod\/a$/ },
  },
  {
    name: 'F41 port down',
    plant: [['node/node2', 'ip link set {port-b} down']],
    heal: [['node/node2', 'ip link set {port-b} up']],
    names: { place: 'node/node2', object: /of pod\/b$/ },
  },
  {
    name: 'F41 port blocked',
    plant: [['node/node2', 'bridge link set dev {port-b} state 0']],
    heal: [['node/node2', 'bridge link set dev {port-b} state 3']],
    names: { place: 'node/node2', object: /of pod\/b$/ },
  },
  {
    name: 'F42 wrong neighbour in a Pod',
    plant: [['pod/a', 'ip neigh replace {net1}.1 lladdr 02:00:00:00:00:99 dev eth0 nud permanent']],
    heal: [['pod/a', 'ip neigh del {net1}.1 dev eth0']],
    names: { place: 'pod/a', object: /^neighbour {net1}\.1/ },
  },
  {
    name: 'F42 wrong neighbour on a Node',
    plant: [['node/node2', 'ip neigh replace {ip-b} lladdr 02:00:00:00:00:99 dev cni0 nud permanent']],
    heal: [['node/node2', 'ip neigh del {ip-b} dev cni0']],
    names: { place: 'node/node2', object: /^neighbour .* dev cni0/ },
  },
  {
    name: 'F43 routes of a Pod gone',
    plant: [['pod/b', 'ip route del default; ip route del 10.244.0.0/16']],
    heal: [['pod/b', 'ip route add default via {net2}.1; ip route add 10.244.0.0/16 via {net2}.1']],
    names: { place: 'pod/b', object: /^route for/ },
  },
  {
    name: 'F36 bridge without address',
    plant: [['node/node1', 'ip addr del {net1}.1/24 dev cni0']],
    heal: [['node/node1', 'ip addr add {net1}.1/24 dev cni0']],
    names: { place: 'node/node1', object: /^cni0/ },
  },
  {
    name: 'F48 Pod traffic masqueraded',
    ...drop('node/node1', '-t nat @ POSTROUTING -s 10.244.0.0/16 -d 10.244.0.0/16 -j MASQUERADE'),
    only: ['pods-reach-pods-without-nat'],
    names: { place: 'node/node1', object: /nat: .*MASQUERADE/ },
  },
  {
    name: 'F25 address of a Pod on another tunnel',
    plant: [['node/node1', 'ip addr add {ip-b}/32 dev flannel.1']],
    heal: [['node/node1', 'ip addr del {ip-b}/32 dev flannel.1']],
    names: { place: 'node/node1', object: /^address {ip-b} on flannel\.1/ },
  },
  {
    name: 'F9 tunnel device flapped',
    plant: [['node/node1', 'ip link set flannel.1 down; ip link set flannel.1 up']],
    heal: [
      [
        'node/node1',
        'ip neigh replace {tunnel2} lladdr {mac2} dev flannel.1 nud permanent; ip neigh replace {tunnel3} lladdr {mac3} dev flannel.1 nud permanent',
      ],
      [
        'node/node1',
        'ip route replace {range2} via {tunnel2} dev flannel.1 onlink; ip route replace {range3} via {tunnel3} dev flannel.1 onlink',
      ],
    ],
    names: { place: 'node/node1', object: /^route ({range2}|{range3})/ },
  },
  {
    name: 'F50 no masquerade towards the outside',
    ...editNat('node/node1', '/^-A FLANNEL-POSTRTG/d'),
    only: ['off-cluster-traffic-leaves-under-the-nodes-address'],
    names: { place: 'node/node1', object: /masquerade rules/ },
  },
  {
    name: 'fragments dropped',
    plant: [
      [
        'node/node2',
        "nft add table ip fragments; nft 'add chain ip fragments early { type filter hook prerouting priority -450 ; }'; nft add rule ip fragments early ip frag-off '&' 0x3fff '!=' 0 drop",
      ],
    ],
    heal: [['node/node2', 'nft delete table ip fragments']],
    only: ['full-size-packets-arrive'],
    names: { place: 'node/node2', object: /^ip fragments\/early/ },
  },
]

/** States that are wrong, or look so, and break nothing: they must not be named for what something else breaks. */
const harmless: Script[] = [
  ['node/node1', 'bridge fdb append 02:de:ad:00:00:09 dev flannel.1 dst 172.30.0.99 self permanent'],
  [
    'node/node1',
    'iptables -w -I FORWARD -p tcp --dport 9999 -j DROP; ip route add 10.99.0.0/24 via {address2} dev eth0',
  ],
  ['node/node2', 'ip neigh replace {net2}.200 lladdr 02:00:00:00:00:98 dev cni0 nud permanent'],
]
const harmlessHealed: Script[] = [
  ['node/node1', 'bridge fdb del 02:de:ad:00:00:09 dev flannel.1 dst 172.30.0.99 self'],
  ['node/node1', 'iptables -w -D FORWARD -p tcp --dport 9999 -j DROP; ip route del 10.99.0.0/24'],
  ['node/node2', 'ip neigh del {net2}.200 dev cni0'],
]
/** A queue too small for any packet drops them where nothing that is read shows it. */
const smallQueue = 'root tbf rate 8kbit burst 20b limit 20b'

export const hiddenFaults: ExplainedFault[] = [
  {
    name: 'a tunnel that sends nothing, among harmless states',
    plant: [...harmless, ['node/node1', `tc qdisc add dev flannel.1 ${smallQueue}`]],
    heal: [...harmlessHealed, ['node/node1', 'tc qdisc del dev flannel.1 root']],
    names: 'unknown',
  },
  {
    name: 'a port that sends nothing, among harmless states',
    plant: [...harmless, ['node/node2', `tc qdisc add dev {port-b} ${smallQueue}`]],
    heal: [...harmlessHealed, ['node/node2', 'tc qdisc del dev {port-b} root']],
    names: 'unknown',
  },
]

export const hostGatewayFaults: ExplainedFault[] = [
  {
    name: 'F19 wrong gateway',
    plant: [['node/node1', 'ip route replace {range2} via {address3} dev eth0']],
    heal: [['node/node1', 'ip route replace {range2} via {address2} dev eth0']],
    names: { place: 'node/node1', object: /^route {range2}/ },
  },
  {
    name: 'wrong neighbour on the underlay',
    plant: [['node/node1', 'ip neigh replace {address2} lladdr 02:00:00:00:00:77 dev eth0 nud permanent']],
    heal: [['node/node1', 'ip neigh del {address2} dev eth0']],
    names: { place: 'node/node1', object: /^neighbour {address2} dev eth0/ },
  },
  {
    name: 'F22 route gone on the way back alone',
    plant: [['node/node2', 'ip route del {range1}']],
    heal: [['node/node2', 'ip route add {range1} via {address1} dev eth0']],
    names: { place: 'node/node2', object: /^route ({range1}|back to {net1})/ },
  },
]
