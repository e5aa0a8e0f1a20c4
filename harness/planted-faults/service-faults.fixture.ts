import { join } from 'node:path'

/** A Node or Pod and what `sh -ec` does there; `{...}` stands for what the cluster has there (`places.fixture.ts`). */
export type Script = [place: string, script: string]

/** The proxies that the lab has. */
export type Mode = 'iptables' | 'nftables'

/**
 * A fault of a Node's proxy, of DNS or of what they need, planted by hand in a cluster that holds `services.yaml`, and
 * what `check --cluster` must say of it.
 */
export interface ServiceFault {
  name: string
  /** By the proxy's mode; absent where the fault has no counterpart. */
  plant: Partial<Record<Mode, Script[]>>
  /** Planted on kind as well: what it changes there is the real kube-proxy's, or a setting of a real Node. */
  onKind?: true
  /** Undoes what putting the old rules back does not. */
  heal?: Script[]
  /** The property whose stages are made; none otherwise, since they take seconds. */
  stages?: string
  /** Rule, and what its counterexamples must show: who calls, and which Service, as `PATTERN: SUBJECT: OBSERVED`. */
  refutes: Record<string, RegExp>
  /** Every probe that is refuted must be one of these, `CLIENT -> TARGET`: nothing else is blamed. */
  blames: RegExp
}

/** A copy of a table is edited and takes its place. */
const editNat = (edit: string) => `iptables-save -t nat | sed '${edit}' | iptables-restore -T nat`
const editTable = (edit: string) =>
  `table=$(nft list table ip kube-proxy) && { echo 'delete table ip kube-proxy'; echo "$table" | sed '${edit}'; } | nft -f -`

const inBoth = (...scripts: Script[]): ServiceFault['plant'] => ({ iptables: scripts, nftables: scripts })
const onEveryNode = (script: string): Script[] => ['node1', 'node2', 'node3'].map((node): Script => [node, script])

/** The chain that a rule with this comment leads to, of KUBE-SERVICES or KUBE-NODEPORTS, as `$chain`. */
const chainOf = (comment: string) =>
  `chain=$(iptables-save -t nat | sed -n 's/^-A KUBE-\\(SERVICES\\|NODEPORTS\\) .*--comment "${comment}" .* -j //p')`

const leftEndpoint = '10.244.2.99:8080'
/** One in three calls, of which the rules behind it get the rest in equal shares. */
const leaveEndpoint = [
  chainOf('default.web:tcp cluster IP'),
  'iptables -w -t nat -N KUBE-SEP-LEFT',
  `iptables -w -t nat -A KUBE-SEP-LEFT -p tcp -m tcp -j DNAT --to-destination ${leftEndpoint}`,
  'iptables -w -t nat -I $chain 2 -m statistic --mode random --probability 0.33333 -j KUBE-SEP-LEFT',
].join('\n')
const leaveElement = editTable(
  [
    '/chain service-[^ ]*web\\/tcp/,/}$/ s/mod 2 vmap {/mod 3 vmap { 2 : goto endpoint-left,/',
    `/chain reject-chain/ i chain endpoint-left { meta l4proto tcp dnat to ${leftEndpoint} ; }`,
  ].join('; '),
)

const serveEverywhere = [
  chainOf('default.local'),
  'service=$(iptables-save -t nat | sed -n "s/^-A KUBE-SERVICES -d 10.96.1.2.* -j //p")',
  'iptables -w -t nat -F $chain',
  'iptables -w -t nat -A $chain -j KUBE-MARK-MASQ',
  'iptables -w -t nat -A $chain -j $service',
  'iptables -w -F KUBE-EXTERNAL-SERVICES',
].join('\n')
const serveEverywhereWithNft = [
  'name=$(nft list table ip kube-proxy | sed -n "s/.*chain external-\\(.*default.local.*\\) {/\\1/p")',
  'nft flush chain ip kube-proxy external-$name',
  'nft add rule ip kube-proxy external-$name jump mark-for-masquerade',
  'nft add rule ip kube-proxy external-$name goto service-$name',
  'nft flush map ip kube-proxy no-endpoint-nodeports',
].join('\n')

/** Above 61000 as every flow that podnet continues: entries of a Pod's flows to an endpoint that the Service once had. */
const putBackEntries = `for port in $(seq 61001 61030); do
  conntrack -I -p udp -t 120 -u SEEN_REPLY -s {ip-a} --sport $port -d 10.96.1.1 --dport 80 \\
    -r {ip-c} --reply-port-src 8080 -q {ip-a} --reply-port-dst $port --dst-nat {ip-c}:8080
done 2>/dev/null`

/** In Pod a, which goes on asking the real server. */
const startStub = [process.execPath, join(import.meta.dirname, 'stale-dns.fixture.ts')].join(' ')
const stale = '10.244.3.99'
const toStub = 'PREROUTING -p udp ! -s {ip-a} -d {dns1} --dport 53 -j DNAT --to-destination {ip-a}:5353'
const blockDns = 'FORWARD -p tcp --dport 53 -j DROP'

export const serviceFaults: ServiceFault[] = [
  {
    name: 'the jump to KUBE-SERVICES removed from PREROUTING',
    onKind: true,
    plant: {
      iptables: [['node1', editNat('/^-A PREROUTING .*-j KUBE-SERVICES/d')]],
      nftables: [['node1', 'nft flush chain ip kube-proxy nat-prerouting']],
    },
    refutes: {
      'proxy-jumps': /^1 of 3: node\/node1 .*(PREROUTING|nat-prerouting)/,
      'cluster-ip-from-pod':
        /^(\d+) of \1 from node1, .*: pod\/[ad]@node1 .* service default\/(web:tcp|alone) by cluster-ip/,
      'external-traffic-cluster-policy': /(\d+) of \1 node2 -> node1, (\d+) of \2 node3 -> node1/,
    },
    blames: /^pod\/[ad]@node1 .* -> |^(pod|node|external).* by node\/node1 /,
  },
  {
    name: 'the jump to KUBE-SERVICES removed from OUTPUT',
    onKind: true,
    plant: {
      iptables: [['node1', editNat('/^-A OUTPUT .*-j KUBE-SERVICES/d')]],
      nftables: [['node1', 'nft flush chain ip kube-proxy nat-output']],
    },
    refutes: {
      'proxy-jumps': /^1 of 3: node\/node1 .*(OUTPUT|nat-output)/,
      'cluster-ip-from-node':
        /^(\d+) of \1 node\/node1, 0 of \d+ others: node\/node1 -> service default\/(web:tcp|alone) by/,
      'every-endpoint-answers': /^(\d+) of \1 node\/node1/,
    },
    blames: /^node\/node1 -> /,
  },
  {
    name: 'a dead endpoint left in the rules',
    plant: { iptables: [['node1', leaveEndpoint]], nftables: [['node1', leaveElement]] },
    refutes: {
      'proxy-endpoints': /^1 of 3: node\/node1 .*: 10.244.1.3:8080, 10.244.2.3:8080, 10.244.2.99:8080/,
      'cluster-ip-from-node': /^(\d+) of \1 node1 -> service default\/web:tcp: node\/node1 /,
      'cluster-ip-from-pod': /pod\/a@node1 .* -> service default\/web:tcp/,
    },
    blames: /^(pod\/[ad]@|node\/)node1 .*service default\/web:tcp by|service default\/web:tcp by node\/node1 /,
  },
  {
    name: 'hairpin off on a port',
    onKind: true,
    plant: inBoth(['node1', 'bridge link set dev {port} hairpin off']),
    heal: [['node1', 'bridge link set dev {port} hairpin on']],
    refutes: {
      'bridge-port': /^1 of \d+: pod\/a port .*: hairpin false/,
      'service-hairpin': /^(\d+) of \1 pod\/a@node1, 0 of \d+ others: .* -> service default\/(web|alone)/,
    },
    blames: /^pod\/a@node1 .* -> service default\/(web:tcp|web:udp|alone|sticky:\w+) by/,
  },
  {
    name: 'bridge-nf-call-iptables=0',
    onKind: true,
    plant: inBoth(['node1', 'sysctl -qw net.bridge.bridge-nf-call-iptables=0']),
    heal: [['node1', 'sysctl -qw net.bridge.bridge-nf-call-iptables=1']],
    refutes: {
      'forwarding-enabled': /^1 of 3: node\/node1 .*bridge-nf-call-iptables 0/,
      'cluster-ip-from-pod': /1 of 1 node1 -> service default\/alone.*: pod\/d@node1 /,
    },
    blames: /^pod\/[ad]@node1 .* -> service /,
  },
  {
    name: 'the REJECT rules flushed',
    onKind: true,
    plant: {
      iptables: [['node1', 'iptables -w -F KUBE-SERVICES']],
      nftables: [
        ['node1', 'nft flush map ip kube-proxy no-endpoint-services'],
        // What is left there drops what is for no Service.
        ['node1', editTable('/ip daddr @cluster-ips reject/d')],
      ],
    },
    refutes: {
      'service-without-endpoints': /node1.*: (pod\/a@node1 .*|node\/node1) -> service default\/empty:tcp/,
    },
    // With the first map gone, nftables refuses by the rule that refuses other ports of a ClusterIP.
    blames:
      /^(pod\/[ad]@node1 .*|node\/node1) -> (service default\/empty:(tcp|udp) by|cluster-ip )|^external -> (service default\/empty:(tcp|udp) by )?node\/node1 \(10\.96\./,
  },
  {
    name: 'the jump to KUBE-POSTROUTING removed',
    onKind: true,
    plant: {
      iptables: [['node1', editNat('/^-A POSTROUTING .*-j KUBE-POSTROUTING/d')]],
      nftables: [['node1', 'nft flush chain ip kube-proxy nat-postrouting']],
    },
    refutes: {
      'proxy-jumps': /^1 of 3: node\/node1 .*(POSTROUTING|nat-postrouting)/,
      'cluster-ip-from-node':
        /^(\d+) of \1 (node\/node1|node1 -> service .*): node\/node1 -> service default\/(web:tcp|alone) by/,
      'service-hairpin': /pod\/a@node1.*: pod\/a@node1 .* -> service default\/(web|alone)/,
    },
    blames: /^(pod\/a@node1 .*|node\/node1) -> |^(pod|node|external).* by node\/node1 /,
  },
  {
    name: 'affinity for 1 second in place of 6',
    plant: {
      iptables: onEveryNode(editNat('s/--seconds 6 /--seconds 1 /')),
      nftables: onEveryNode(editTable('s/timeout 6s$/timeout 1s/')),
    },
    stages: 'session-affinity-sticks',
    refutes: {
      'proxy-affinity': /^3 of 3: .*: clients remembered for 1 s/,
      'session-affinity':
        /(pod\/\w@node\d|node\/node\d|external) at service default\/sticky:.*calls after half the timeout went to /,
    },
    blames: / at service default\/sticky:/,
  },
  {
    name: 'externalTrafficPolicy Local served as Cluster',
    plant: { iptables: onEveryNode(serveEverywhere), nftables: onEveryNode(serveEverywhereWithNft) },
    refutes: {
      'external-traffic-local-policy':
        /to node\/node2: (pod\/\w@node[13] .*|node\/node[13]|external) -> service default\/local by node\/node2 .*: source seen/,
      'external-traffic-local-policy-nobody-here': /^10 of 10 at service default\/local: .*: answered/,
    },
    blames: / -> service default\/local by node\//,
  },
  {
    name: 'route_localnet=0',
    onKind: true,
    plant: { iptables: [['node1', 'sysctl -qw net.ipv4.conf.all.route_localnet=0']] },
    heal: [['node1', 'sysctl -qw net.ipv4.conf.all.route_localnet=1']],
    refutes: {
      'localhost-node-port':
        /^3 of 3 node1 -> node1, .*: node\/node1 -> service default\/(web:tcp|local) by .*127\.0\.0\.1/,
    },
    blames: /^node\/node1 -> service default\/(web:tcp|web:udp|local) by node\/node1 \(127\.0\.0\.1\)/,
  },
  {
    name: 'stale UDP entries of connection tracking',
    plant: inBoth(['node1', putBackEntries]),
    heal: [['node1', 'conntrack -D -p udp -s {ip-a} --orig-port-dst 80 >/dev/null 2>&1 || true']],
    stages: 'udp-flows-follow-the-endpoints',
    refutes: {
      'cluster-ip-from-pod':
        /pod\/a@node1 .*port 61\d+.* -> service default\/web:udp by .*: (answered by pod\/c\/main|timed out)$/,
    },
    blames: /^pod\/a@node1 .*port 61\d+.* -> service default\/web:udp by cluster-ip/,
  },
  {
    name: 'a stale address in the answers of one DNS server',
    plant: inBoth(
      ['pod/a', `${startStub} {dns1} each.default.svc.cluster.local ${stale} >/dev/null 2>&1 &`],
      ['node1', `iptables -w -t nat -I ${toStub}`],
    ),
    heal: [['node1', `iptables -w -t nat -D ${toStub} 2>/dev/null || true`]],
    refutes: { 'dns-headless-ready': /-> dns-server \(10.244.1.2\) UDP 53, asks for A of each\..*10\.244\.3\.99/ },
    blames: / UDP 53, asks for A of each\.default\./,
  },
  {
    name: 'DNS over TCP blocked',
    plant: inBoth(['node3', `iptables -w -I ${blockDns}`]),
    heal: [['node3', `iptables -w -D ${blockDns} 2>/dev/null || true`]],
    refutes: {
      'dns-service-address': /^TCP: .*pod\/c@node3 .* TCP 53, asks for A of /,
      'dns-service-ports': /pod\/c@node3 .* -> service kube-system\/kube-dns by .* TCP 53, asks for SRV of /,
    },
    blames: /^pod\/c@node3 .* TCP 53, asks for /,
  },
]
