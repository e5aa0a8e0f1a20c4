import { expect, test } from 'vitest'
import { serviceRulesAreWhatTheProxyPromises as property } from '../service-rules-are-what-the-proxy-promises.ts'
import { refuted, verdicts } from '../test-support/checks.ts'
import { labEvidence } from '../test-support/cluster-facts.ts'
import { fivePods, servedWorld, serviceOf } from '../test-support/services.ts'

const fiveSeconds = { clientIP: { timeoutSeconds: 5 } }
const one = { ports: [{ protocol: 'TCP' as const, port: 80, targetPort: 8080 }] }
const two = {
  ...one,
  selector: { pair: 'yes' },
  sessionAffinity: 'ClientIP' as const,
  sessionAffinityConfig: fiveSeconds,
}
const pods = fivePods.map((pod) => ({
  ...pod,
  labels: { ...pod.labels, pair: ['a', 'c'].includes(pod.name) ? 'yes' : 'no' },
}))
const scenario = {
  pods,
  services: [serviceOf('a', { name: 'two', ...two }), serviceOf('nobody', { name: 'empty', ...one })],
}

/** As `iptables-save -t nat` of a Node printed them, in a lab. */
const iptables = `-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT
-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
-A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG
-A KUBE-NODEPORTS -p tcp -m comment --comment "default/two" -m tcp --dport 30000 -j KUBE-EXT-A
-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully
-A KUBE-SEP-1 -s 10.244.1.2/32 -m comment --comment "default/two" -j KUBE-MARK-MASQ
-A KUBE-SEP-1 -p tcp -m comment --comment "default/two" -m recent --set --name KUBE-SEP-1 --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.244.1.2:8080
-A KUBE-SEP-2 -p tcp -m comment --comment "default/two" -m recent --set --name KUBE-SEP-2 --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.244.2.2:8080
-A KUBE-SERVICES -d 10.96.0.16/32 -p tcp -m comment --comment "default/two cluster IP" -m tcp --dport 80 -j KUBE-SVC-A
-A KUBE-SERVICES -m comment --comment "kubernetes service nodeports; NOTE: this must be the last rule in this chain" -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS
-A KUBE-SVC-A ! -s 10.244.0.0/16 -d 10.96.0.16/32 -p tcp -m comment --comment "default/two cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ
-A KUBE-SVC-A -m comment --comment "default/two -> 10.244.1.2:8080" -m recent --rcheck --seconds 5 --reap --name KUBE-SEP-1 --mask 255.255.255.255 --rsource -j KUBE-SEP-1
-A KUBE-SVC-A -m comment --comment "default/two -> 10.244.2.2:8080" -m recent --rcheck --seconds 5 --reap --name KUBE-SEP-2 --mask 255.255.255.255 --rsource -j KUBE-SEP-2
-A KUBE-SVC-A -m comment --comment "default/two -> 10.244.1.2:8080" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-1
-A KUBE-SVC-A -m comment --comment "default/two -> 10.244.2.2:8080" -j KUBE-SEP-2`

/** As \`nft list table ip kube-proxy\` printed it. */
const nftables = `map service-ips {
elements = { 10.96.0.16 . tcp . 80 : goto service-A-default/two/tcp/ }
}
map service-nodeports {
elements = { tcp . 30000 : goto external-A-default/two/tcp/,
     tcp . 30001 : goto external-A-default/two/tcp/ }
}
map no-endpoint-services {
type ipv4_addr . inet_proto . inet_service : verdict
}
set affinity-1 {
timeout 5s
}
set affinity-2 {
timeout 5s
}
chain nat-prerouting {
jump services
}
chain nat-output {
jump services
}
chain nat-postrouting {
jump masquerading
}
chain service-A-default/two/tcp/ {
ip saddr @affinity-1 goto endpoint-1
ip saddr @affinity-2 goto endpoint-2
numgen random mod 2 vmap { 0 : goto endpoint-1, 1 : goto endpoint-2 }
}
chain endpoint-1 {
update @affinity-1 { ip saddr }
meta l4proto tcp dnat to 10.244.1.2:8080
}
chain endpoint-2 {
meta l4proto tcp dnat to 10.244.2.2:8080
}`

/** As ip_vs_ctl.c of the kernel writes it, with 250 ticks to the second. */
const ipvs = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  0A600010:0050 rr persistent 1250 FFFFFFFF
  -> 0AF40102:1F90      Masq    1      0          0
  -> 0AF40202:1F90      Masq    1      0          0
TCP  0A600011:0050 rr
TCP  AC1E000B:7530 rr persistent 1250 FFFFFFFF
  -> 0AF40102:1F90      Masq    1      0          0`

/** The same as `ipvsadm -Sn` prints it. */
const saved = `-A -t 10.96.0.16:80 -s rr -p 5
-a -t 10.96.0.16:80 -r 10.244.1.2:8080 -m -w 1
-a -t 10.96.0.16:80 -r 10.244.2.2:8080 -m -w 1
-A -t 10.96.0.17:80 -s rr
-A -t 172.30.0.11:30000 -s rr -p 5
-a -t 172.30.0.11:30000 -r 10.244.1.2:8080 -m -w 1`

function judged(mode: 'iptables' | 'nftables' | 'ipvs', text: string, shared?: true) {
  const own = servedWorld('flannel-vxlan', scenario, mode)
  const world = shared === undefined ? own : { ...own, status: { ...own.status, shared } }
  const evidence = labEvidence(world)
  const lines = text.split('\n')
  const read = { natRules: lines, proxyTable: lines, virtualServers: lines }
  const { 'node/node1': facts } = evidence.structure
  if (facts === undefined) throw new Error('no facts')
  return property.judge(world, { ...evidence, structure: { 'node/node1': { ...facts, ...read } } })
}

test.each([
  ['iptables', iptables],
  ['nftables', nftables],
  ['ipvs', ipvs],
  ['ipvs', saved],
] as const)('%s as the tool prints it holds; Nodes that were not read are inconclusive', (mode, text) => {
  expect(refuted(judged(mode, text))).toEqual([])
  expect(verdicts(judged(mode, text))).toEqual({ holds: mode === 'ipvs' ? 5 : 4, inconclusive: 2 })
})

test('rules that are not known are other people’s in a cluster that others use, but not at the scenario’s own addresses', () => {
  const others = `-A KUBE-SERVICES -d 203.0.113.5/32 -p tcp -m comment --comment "web/lb loadbalancer IP" -m tcp --dport 80 -j KUBE-EXT-L
-A KUBE-NODEPORTS -p sctp -m comment --comment "web/lb" -m sctp --dport 31001 -j KUBE-EXT-L
${iptables}`
  expect(refuted(judged('iptables', others, true))).toEqual([])
  expect(refuted(judged('iptables', others)).join()).toContain('proxy-ports node/node1 Service ports in the rules')
  const wrongPort = iptables.replace('-d 10.96.0.16/32 -p tcp -m comment', '-d 10.96.0.16/32 -p udp -m comment')
  expect(refuted(judged('iptables', wrongPort, true)).join()).toContain('Service ports in the rules: none; rules')
})

test.each([100, 300, 1000])('ipvs of a kernel with %i ticks to the second holds', (rate) => {
  expect(refuted(judged('ipvs', ipvs.replaceAll('1250', `${5 * rate}`)))).toEqual([])
})

test.each<['iptables' | 'nftables' | 'ipvs', string, string | RegExp, string, string]>([
  [
    'iptables',
    iptables,
    '-A OUTPUT',
    '-A OTHER',
    'proxy-jumps node/node1 ways into the proxy: no jump from OUTPUT to KUBE-SERVICES',
  ],
  [
    'iptables',
    iptables,
    '-j KUBE-POSTROUTING',
    '-j RETURN',
    'proxy-jumps node/node1 ways into the proxy: no jump from POSTROUTING to KUBE-POSTROUTING',
  ],
  [
    'iptables',
    iptables,
    '-d 10.96.0.16/32 -p tcp -m comment',
    '-d 10.96.0.99/32 -p tcp -m comment',
    'proxy-ports node/node1 Service ports in the rules: none; rules',
  ],
  [
    'iptables',
    iptables,
    '--dport 30000',
    '--dport 30777',
    'proxy-ports node/node1 Service ports in the rules: none; rules',
  ],
  ['iptables', iptables, /-A KUBE-NODEPORTS .*\n/, '', 'proxy-ports node/node1 Service ports in the rules: none'],
  [
    'nftables',
    nftables,
    'tcp . 30000 : goto external-A-default/two/tcp/,',
    '',
    'proxy-ports node/node1 Service ports in the rules: none',
  ],
  ['ipvs', saved, /-A -t 172.*\n.*$/, '', 'proxy-ports node/node1 Service ports in the rules: none'],
  [
    'iptables',
    iptables,
    'destination 10.244.2.2:8080',
    'destination 10.244.2.99:8080',
    'proxy-endpoints node/node1 endpoints in the rules: 10.244.1.2:8080, 10.244.2.99:8080',
  ],
  [
    'iptables',
    iptables,
    'probability 0.50',
    'probability 0.90',
    'proxy-endpoints node/node1 endpoints in the rules: uneven shares',
  ],
  [
    'iptables',
    iptables,
    '--rcheck --seconds 5',
    '--rcheck --seconds 1',
    'proxy-affinity node/node1 affinity in the rules: clients remembered for 1 and 5 s',
  ],
  [
    'nftables',
    nftables,
    'chain nat-output {\njump services',
    'chain nat-output {',
    'proxy-jumps node/node1 ways into the proxy: chain nat-output does not jump services',
  ],
  [
    'nftables',
    nftables,
    'dnat to 10.244.2.2:8080',
    'dnat to 10.244.2.99:8080',
    'proxy-endpoints node/node1 endpoints in the rules: 10.244.1.2:8080, 10.244.2.99:8080',
  ],
  [
    'nftables',
    nftables,
    'timeout 5s',
    'timeout 1m30s',
    'proxy-affinity node/node1 affinity in the rules: clients remembered for 90 and 5 s',
  ],
  [
    'ipvs',
    ipvs,
    '-> 0AF40202',
    '-> 0AF40263',
    'proxy-endpoints node/node1 endpoints in the rules: 10.244.1.2:8080, 10.244.2.99:8080',
  ],
  ['ipvs', saved, '-w 1', '-w 0', 'proxy-endpoints node/node1 endpoints in the rules: 10.244.2.2:8080'],
  [
    'ipvs',
    saved,
    '2.2:8080 -m -w 1',
    '2.2:8080 -m -w 2',
    'proxy-endpoints node/node1 endpoints in the rules: uneven shares',
  ],
  ['ipvs', saved, '-s rr', '-s lc', 'proxy-scheduler node/node1 schedulers: lc'],
  ['ipvs', ipvs, ' rr', ' lc', 'proxy-scheduler node/node1 schedulers: lc'],
  ['ipvs', saved, '-p 5', '-p 3', 'proxy-affinity node/node1 affinity in the rules: clients remembered for 3 s'],
  [
    'ipvs',
    ipvs,
    'persistent 1250',
    'persistent 750',
    'proxy-affinity node/node1 affinity in the rules: clients remembered for 3 s',
  ],
])('%s with a fault: found', (mode, text, from, to, told) => {
  expect(refuted(judged(mode, text.replace(from, to)))).toEqual([told])
})
