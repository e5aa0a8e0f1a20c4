import { type ExplainedFault, editNat, editTable } from './fault.fixture.ts'
import type { Script } from './planted.fixture.ts'

/** A SEP chain to an address that nobody has, in front of the others of `web`. */
const deadEndpoint = [
  `iptables-save >/tmp/podnet-explained-{name}`,
  `chain=$(iptables-save -t nat | sed -n 's/^-A KUBE-SERVICES .*--comment "[^"]*web:tcp cluster IP" .* -j //p')`,
  'iptables -w -t nat -N KUBE-SEP-LEFT',
  'iptables -w -t nat -A KUBE-SEP-LEFT -p tcp -m tcp -j DNAT --to-destination {net2}.99:8080',
  'iptables -w -t nat -I $chain 2 -j KUBE-SEP-LEFT',
].join('\n')
const restoreNode1: Script = [
  'node/node1',
  'iptables-restore </tmp/podnet-explained-{name}; rm /tmp/podnet-explained-{name}',
]

const toServices = [
  'services-answer-every-client',
  'every-endpoint-of-a-service-answers',
  'a-pod-reaches-itself-through-its-service',
]

export const iptablesFaults: ExplainedFault[] = [
  {
    name: 'F74 jump of PREROUTING gone',
    ...editNat('node/node1', '/^-A PREROUTING .*-j KUBE-SERVICES/d'),
    names: { place: 'node/node1', object: /PREROUTING to KUBE-SERVICES/ },
  },
  {
    name: 'F74 jump of OUTPUT gone',
    ...editNat('node/node1', '/^-A OUTPUT .*-j KUBE-SERVICES/d'),
    names: { place: 'node/node1', object: /OUTPUT to KUBE-SERVICES/ },
  },
  {
    name: 'F73 dead endpoint in the rules',
    plant: [['node/node1', deadEndpoint]],
    heal: [restoreNode1],
    names: { place: 'node/node1', object: /^endpoint {net2}\.99:8080/ },
  },
  {
    name: 'F75 jump to KUBE-POSTROUTING gone',
    ...editNat('node/node1', '/^-A POSTROUTING .*-j KUBE-POSTROUTING/d'),
    names: { place: 'node/node1', object: /POSTROUTING to KUBE-POSTROUTING/ },
  },
  {
    name: 'F60 REJECT gone',
    plant: [['node/node1', 'iptables-save >/tmp/podnet-explained-{name}; iptables -w -F KUBE-SERVICES']],
    heal: [restoreNode1],
    names: { place: 'node/node1', object: /^REJECT rule of default\/empty/ },
  },
  {
    name: 'F57 hostPort rules gone',
    ...editNat('node/node2', '/^-A CNI-HOSTPORT-DNAT/d'),
    names: { place: 'node/node2', object: /^hostPort rules/ },
  },
  {
    name: 'F68 a flow remembered towards an endpoint that is gone',
    plant: [
      [
        'node/node1',
        [
          'conntrack -I -p udp -t 120 -u SEEN_REPLY -s {ip-a} --sport 61001 -d 10.96.1.1 --dport 80',
          '-r {ip-c} --reply-port-src 8080 -q {ip-a} --reply-port-dst 61001 --dst-nat {ip-c}:8080 2>/dev/null',
        ].join(' '),
      ],
    ],
    heal: [],
    fromPort: 61_001,
    names: { place: 'node/node1', object: /^entry udp .*sport=61001/ },
  },
  {
    name: 'F83 route_localnet=0',
    plant: [['node/node1', 'sysctl -qw net.ipv4.conf.all.route_localnet=0']],
    heal: [['node/node1', 'sysctl -qw net.ipv4.conf.all.route_localnet=1']],
    names: { place: 'node/node1', object: /route_localnet/ },
  },
]

export const nftablesFaults: ExplainedFault[] = [
  {
    name: 'F66 jump of nat-prerouting gone',
    ...editTable('node/node1', '/chain nat-prerouting/,/}/ s/jump services//'),
    names: { place: 'node/node1', object: /nat-prerouting/ },
  },
  {
    name: 'F75 jump to masquerading gone',
    ...editTable('node/node1', '/chain nat-postrouting/,/}/ s/jump masquerading//'),
    names: { place: 'node/node1', object: /nat-postrouting/ },
  },
]

/** Of both modes: they are not the proxy's own rules. */
export const plumbingFaults: ExplainedFault[] = [
  {
    name: 'F33 hairpin off',
    plant: [['node/node1', 'bridge link set dev {port-a} hairpin off']],
    heal: [['node/node1', 'bridge link set dev {port-a} hairpin on']],
    only: toServices,
    names: { place: 'node/node1', object: /of pod\/a$/ },
  },
  {
    name: 'F58 bridged packets past the rules',
    plant: [['node/node1', 'sysctl -qw net.bridge.bridge-nf-call-iptables=0']],
    heal: [['node/node1', 'sysctl -qw net.bridge.bridge-nf-call-iptables=1']],
    only: toServices,
    names: { place: 'node/node1', object: /bridge-nf-call-iptables/ },
  },
]
