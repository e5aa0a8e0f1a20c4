import { drop, type ExplainedFault, editNat } from './fault.fixture.ts'

export const calicoFaults: ExplainedFault[] = [
  {
    name: 'F22 block route gone',
    plant: [['node/node1', 'ip route save {range2} >/tmp/podnet-explained-{name}; ip route del {range2}']],
    heal: [['node/node1', 'ip route restore </tmp/podnet-explained-{name}; rm /tmp/podnet-explained-{name}']],
    names: { place: 'node/node1', object: /^route 10\.244\.\d+\.\d+\/26/ },
  },
  {
    name: 'F28 route of a Pod gone',
    plant: [['node/node2', 'ip route del {ip-b}/32']],
    heal: [['node/node2', 'ip route add {ip-b}/32 dev {port-b} scope link metric 1024']],
    names: { place: 'node/node2', object: /^route (for )?10\.244\./ },
  },
  {
    name: 'F28 route of a Pod to another device',
    plant: [['node/node2', 'ip route del {ip-b}/32; ip route add {ip-b}/32 dev {port-h} scope link metric 1024']],
    heal: [['node/node2', 'ip route del {ip-b}/32; ip route add {ip-b}/32 dev {port-b} scope link metric 1024']],
    names: { place: 'node/node2', object: /^route (for )?10\.244\./ },
  },
  {
    name: 'F45 proxy ARP off',
    plant: [
      ['node/node1', 'sysctl -qw net.ipv4.conf.{port-a}.proxy_arp=0'],
      ['pod/a', 'ip neigh flush dev eth0'],
    ],
    heal: [['node/node1', 'sysctl -qw net.ipv4.conf.{port-a}.proxy_arp=1']],
    names: { place: 'node/node1', object: /proxy_arp/ },
  },
  {
    name: 'forwarding off on one device',
    plant: [['node/node1', 'sysctl -qw net.ipv4.conf.{port-a}.forwarding=0']],
    heal: [['node/node1', 'sysctl -qw net.ipv4.conf.{port-a}.forwarding=1']],
    names: { place: 'node/node1', object: /forwarding/ },
  },
  {
    name: 'F52 the pool is missing in a set',
    plant: [['node/node1', 'ipset del cali40network-ip-pools 10.244.0.0/16']],
    heal: [['node/node1', 'ipset add cali40network-ip-pools 10.244.0.0/16']],
    only: ['pods-reach-pods-without-nat'],
    names: { place: 'node/node1', object: /nat: .*cali-nat-outgoing/ },
  },
  {
    name: 'F51 no masquerade towards the outside',
    ...editNat('node/node1', '/^-A cali-nat-outgoing/d'),
    only: ['off-cluster-traffic-leaves-under-the-nodes-address'],
    names: { place: 'node/node1', object: /masquerade rules/ },
  },
  {
    name: 'F65 Pods may not reach their Node',
    ...drop('node/node1', '@ INPUT -i cali+ -j DROP'),
    names: { place: 'node/node1', object: /INPUT -i cali\+ -j DROP/ },
  },
]

export const calicoVxlanFaults: ExplainedFault[] = [
  {
    name: 'a peer is missing in the set of tunnel ends',
    plant: [['node/node2', 'ipset del cali40all-vxlan-net {address1}']],
    heal: [['node/node2', 'ipset add cali40all-vxlan-net {address1}']],
    names: { place: 'node/node2', object: /cali-INPUT .*DROP/ },
  },
]
