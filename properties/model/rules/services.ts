import type { Rule } from '../rules.ts'

const api = 'kubernetes.io/docs/reference/networking/virtual-ips'
const source = 'kubernetes v1.34.4 pkg/proxy'

/** Calls to Services. Rules whose id names a mode are the switches of services/proxy-traits.ts. */
export const serviceRules = [
  {
    id: 'cluster-ip-from-pod',
    text: 'A Pod that calls a ClusterIP is answered by a usable endpoint, which sees the Pod under its own IP.',
    citation: `${api}; datapath 2.2`,
  },
  {
    id: 'cluster-ip-from-node',
    text: "A Node that calls a ClusterIP is answered by a usable endpoint, which sees the address of the Node's device towards it.",
    citation: 'datapath 1.4, 2.2',
  },
  {
    id: 'cluster-ip-from-outside',
    text: 'Off-cluster traffic routed to a ClusterIP is masqueraded by the Node it enters through.',
    citation: 'datapath 2.2',
  },
  {
    id: 'masquerade-all',
    text: 'With masqueradeAll, endpoints see Pods that call a ClusterIP under the address of their Node towards the endpoint.',
    citation: 'datapath 2.2',
  },
  {
    id: 'external-traffic-cluster-policy',
    text: 'A NodePort or externalIP is answered by any usable endpoint, which sees the address of the entry Node towards it.',
    citation: 'kubernetes.io/docs/tutorials/services/source-ip; datapath 2.3',
  },
  {
    id: 'external-traffic-local-policy',
    text: "With externalTrafficPolicy Local only endpoints of the entry Node answer, and they see the client's own address.",
    citation: 'kubernetes.io/docs/tutorials/services/source-ip; datapath 2.4',
  },
  {
    id: 'external-traffic-local-policy-from-pod',
    text: 'externalTrafficPolicy Local does not bind Pods on the entry Node: any usable endpoint answers and sees their IP.',
    citation: 'datapath 1.4, 2.4',
  },
  {
    id: 'external-traffic-local-policy-from-distant-pod',
    text: "Nor does it bind Pods of other Nodes that come under their own IP, by a Node's bridge or tunnel: any usable endpoint may be chosen, unmasqueraded by the proxy.",
    citation: 'measured in the lab: docs/track-record.md; kubernetes v1.34.4 pkg/proxy/iptables/proxier.go',
  },
  {
    id: 'external-traffic-local-policy-from-distant-pod-here',
    text: 'Where such a call goes to an endpoint of the Node it came to, that one sees the IP of the Pod.',
    citation: 'measured in the lab: docs/track-record.md; kubernetes v1.34.4 pkg/proxy/iptables/proxier.go',
  },
  {
    id: 'external-traffic-local-policy-from-node',
    text: 'externalTrafficPolicy Local does not bind the entry Node itself: any usable endpoint answers and sees its address towards it.',
    citation: 'datapath 1.4, 2.4',
  },
  {
    id: 'external-traffic-local-policy-nobody-here',
    text: 'With externalTrafficPolicy Local a Node without endpoint drops the call while other Nodes have one.',
    citation: `${api}; datapath 2.4`,
  },
  {
    id: 'internal-traffic-local-policy',
    text: "With internalTrafficPolicy Local only endpoints of the client's Node answer at the ClusterIP.",
    citation: `${api}; datapath 2.4`,
  },
  {
    id: 'internal-traffic-local-policy-nobody-here',
    text: "With internalTrafficPolicy Local a call is dropped where the client's Node has no endpoint while others have.",
    citation: `${api}; datapath 2.4`,
  },
  {
    id: 'local-policy-falls-back-ipvs',
    text: 'IPVS sends what a Local policy finds no endpoint for to all endpoints, without masquerading it.',
    citation: `datapath 2.4; ${source}/ipvs/proxier.go syncEndpoint, PR 97081`,
  },
  {
    id: 'service-without-endpoints',
    text: 'A Service without usable endpoints refuses at once; to a ClusterIP a Node cannot even send its datagram, with IPVS to no address of it.',
    citation: 'datapath 0.7, 2.5; kernel net/netfilter/ipvs/ip_vs_core.c ip_vs_leave',
  },
  {
    id: 'terminating-endpoints-stand-in',
    text: 'Where nothing is ready, endpoints that terminate and still serve answer.',
    citation: `${api}; datapath 1.4, 2.4`,
  },
  {
    id: 'traffic-distribution',
    text: 'trafficDistribution keeps calls on the Node or in the zone of the client where all ready endpoints have such hints and one matches.',
    citation: `${api}; datapath 1.4, 2.4`,
  },
  {
    id: 'service-hairpin',
    text: "A Pod that reaches itself through a Service sees the address of its Node's device towards it.",
    citation: 'datapath 2.2, 2.3',
  },
  {
    id: 'service-host-endpoint-on-entry-node',
    text: 'A host-network endpoint on the Node that translates the call sees the client as it arrived there: nothing is masqueraded on the way in, only what the Node itself sends.',
    citation: 'datapath 0.8, 2.2, 2.3; seen on kind: docs/track-record.md',
  },
  {
    id: 'service-host-endpoint-elsewhere',
    text: "A host-network endpoint of another Node sees Pods under their Node's address: the network masquerades, not the proxy.",
    citation: 'datapath 0.2, 2.2',
  },
  {
    id: 'service-endpoint-outside',
    text: 'An endpoint outside the cluster sees callers under the address of their Node.',
    citation: 'datapath 2.1, 2.8',
  },
  {
    id: 'service-unmarked-from-node',
    text: "Where the proxy does not masquerade a Node's own calls, the network does towards Pods of other Nodes.",
    citation: 'datapath 1.1 rule 6, 1.3, 2.2',
  },
  {
    id: 'service-unmarked-from-outside',
    text: 'Where the proxy does not masquerade a call that came from another machine and goes on to a Pod of another Node, flannel does.',
    citation: 'datapath 1.1 rules 5 and 6',
  },
  {
    id: 'service-answer-bypasses-entry',
    text: 'A call that is sent on to another Node unmasqueraded is never answered: the answer does not pass the Node that translated it.',
    citation: 'datapath 2.4, 2.8',
  },
  {
    id: 'service-endpoint-does-not-listen',
    text: 'An endpoint on whose port nobody listens refuses.',
    citation: 'datapath 2.1, 2.5',
  },
  {
    id: 'service-endpoint-is-gone',
    text: 'An endpoint whose Pod is gone does not answer: host unreachable behind a bridge, silence or EINVAL behind a blackhole route.',
    citation: 'datapath 2.5',
  },
  {
    id: 'localhost-node-port',
    text: 'iptables opens NodePorts on 127.0.0.1 too, for the Node itself.',
    citation: 'datapath 1.4, 2.3',
  },
  {
    id: 'localhost-node-port-closed',
    text: 'nftables, IPVS and iptables without localhostNodePorts open no NodePort on 127.0.0.1.',
    citation: 'datapath 1.4, 2.3, F83',
  },
  {
    id: 'node-port-address-not-open',
    text: 'A NodePort is closed on addresses that nodePortAddresses leaves out; nftables opens the primary one alone unless told otherwise.',
    citation: 'datapath 1.4, 2.3',
  },
  {
    id: 'node-port-address-not-open-dropped',
    text: 'With iptables a NodePort under a Local policy is silent on a Node without endpoint, on addresses where it is not open too: the rule that drops goes by the port alone.',
    citation: 'kubernetes v1.34.4 pkg/proxy/iptables/proxier.go KUBE-EXTERNAL-SERVICES; docs/track-record.md',
  },
  { id: 'node-port-of-nobody', text: 'A NodePort that no Service has is closed.', citation: 'datapath 2.1' },
  {
    id: 'external-ip-other-port',
    text: 'A port of an externalIP that is no Service port is left to the route.',
    citation: 'datapath 2.5',
  },
  {
    id: 'cluster-ip-other-port-iptables',
    text: 'iptables leaves a port of a ClusterIP that is no Service port to the default route: nothing answers.',
    citation: 'datapath 2.5',
  },
  {
    id: 'cluster-ip-other-port-nftables',
    text: 'nftables refuses a port of a ClusterIP that is no Service port.',
    citation: 'datapath 1.4, 2.5',
  },
  {
    id: 'cluster-ip-other-port-ipvs',
    text: 'IPVS refuses a port of a ClusterIP that is no Service port: the address is the own Node’s.',
    citation: 'datapath 1.4, 2.5',
  },
  {
    id: 'service-address-unallocated',
    text: 'An address of the Service range that no Service has is left to the default route: nothing answers.',
    citation: 'datapath 2.5',
  },
  {
    id: 'service-address-unallocated-nftables',
    text: 'nftables drops calls to an address of the Service range that no Service has.',
    citation: 'datapath 1.4, 2.5',
  },
  {
    id: 'ping-cluster-ip-iptables',
    text: 'With iptables nothing answers an ICMP echo to a ClusterIP: the address exists in rules only.',
    citation: 'claim C79; datapath 2.5',
  },
  {
    id: 'ping-cluster-ip-nftables',
    text: 'nftables rejects an ICMP echo to a ClusterIP; a Node cannot even send it.',
    citation: 'claim C79; datapath 2.5',
  },
  {
    id: 'ping-cluster-ip-ipvs',
    text: 'With IPVS the own Node refuses an ICMP echo to a ClusterIP: of the addresses of kube-ipvs0 only Service ports are open.',
    citation: `claim C79; ${source}/ipvs/proxier.go KUBE-IPVS-FILTER, k8s#72236`,
  },
  {
    id: 'host-port',
    text: "A hostPort leads to its Pod on each address of the Pod's Node, and the Pod sees the caller as it arrived there.",
    citation: 'datapath 2.3',
  },
  {
    id: 'host-port-masqueraded',
    text: "A hostPort shows callers from 127.0.0.1, the Pod itself and its Node's Pod range under the address of the Node's device towards the Pod.",
    citation: 'datapath 1.2, 2.3',
  },
  { id: 'host-port-elsewhere', text: "Other Nodes refuse a Pod's hostPort.", citation: 'datapath 2.3' },
  {
    id: 'session-affinity',
    text: 'With sessionAffinity ClientIP a client, as its address is seen at the Node, stays with its endpoint until it has made no new connection for the timeout.',
    citation: 'claims C92, C93; datapath 2.4',
  },
  {
    id: 'session-affinity-ends',
    text: 'A client may get another endpoint once it was idle for the timeout or its endpoint is no longer usable.',
    citation: 'datapath 2.4',
  },
  {
    id: 'session-affinity-floor-ipvs',
    text: 'IPVS may keep a client for two minutes whatever the timeout: connections in TIME_WAIT hold the record.',
    citation: 'datapath 2.4, k8s#89358',
  },
  {
    id: 'endpoint-slices',
    text: 'A Service has as endpoints the Pods its selector matches, ready while they are and do not end; what it asks of the distribution of traffic stands in their hints.',
    citation: `${api}; claim C78`,
  },
  {
    id: 'every-endpoint-answers',
    text: 'Each usable endpoint of a Service port answers calls from every Node.',
    citation: `${api}; claim C80; datapath 2.8`,
  },
  {
    id: 'load-spreads',
    text: 'Without affinity iptables and nftables choose among the usable endpoints at random, each as likely as the others.',
    citation: `claim C80; datapath 1.4; ${source}/iptables/proxier.go, nftables/proxier.go`,
  },
  {
    id: 'refused-at-once',
    text: 'What a Service has nobody for is refused at once: nobody waits to learn it.',
    citation: 'datapath 2.5; podnet: bound of its own',
  },
  {
    id: 'udp-flow-follows-endpoints',
    text: 'After a change of endpoints a UDP flow goes where a new one would: what was remembered of its old endpoint is gone.',
    citation: `datapath 0.11, 2.6, F67, F68; ${source}/conntrack/cleanup.go`,
  },
  {
    id: 'udp-flow-follows-published-endpoints',
    text: 'So does a flow to a Service whose only endpoints are not ready and published all the same.',
    citation: `datapath 0.11, 2.6; ${source}/conntrack/cleanup.go`,
  },
  {
    id: 'udp-flow-ends-with-last-endpoint',
    text: 'A UDP flow that an endpoint has answered is refused once its Service has no endpoint left.',
    citation: 'datapath F69, k8s#139628',
  },
  {
    id: 'service-of-the-cluster',
    text: "A Service of the cluster's own accepts connections at its ClusterIP.",
    citation: 'claim C83; datapath 2.2',
  },
  {
    id: 'scheduler-rr',
    text: 'Scheduler rr goes round: of calls one after the other each endpoint gets as many, within one.',
    citation: 'claim C86; man ipvsadm',
  },
  {
    id: 'scheduler-dh',
    text: 'Scheduler dh goes by the destination: all calls to one address and port reach one endpoint.',
    citation: 'claim C88; man ipvsadm',
  },
  {
    id: 'scheduler-sh',
    text: 'Scheduler sh goes by the source: a client always reaches the same endpoint, and many clients do not share one.',
    citation: 'claim C89; man ipvsadm; kernel net/netfilter/ipvs/ip_vs_sh.c',
  },
  {
    id: 'scheduler-lc',
    text: 'Scheduler lc takes the endpoint with the fewest connections: those that are open, 256 times, and those that are closing.',
    citation:
      'claim C87; man ipvsadm; kernel net/netfilter/ipvs/ip_vs_lc.c, include/net/ip_vs.h ip_vs_dest_conn_overhead',
  },
  {
    id: 'scheduler-sed',
    text: 'Scheduler sed takes the shortest expected delay, (open + 1) / weight: of equal weights the fewest open connections.',
    citation: 'claim C90; man ipvsadm; kernel net/netfilter/ipvs/ip_vs_sed.c',
  },
  {
    id: 'scheduler-nq',
    text: 'Scheduler nq takes an endpoint without an open connection before any other; where each has some it goes as sed.',
    citation: 'claim C91; man ipvsadm; kernel net/netfilter/ipvs/ip_vs_nq.c',
  },
  {
    id: 'proxy-jumps',
    text: "The proxy's chains are entered before any other rule of PREROUTING, OUTPUT and POSTROUTING can decide.",
    citation: 'datapath 1.4, 4.5 item 3, F74, F75',
  },
  {
    id: 'proxy-ports',
    text: "The proxy's rules name every Service port at its ClusterIP and NodePort, and no other of the scenario's addresses.",
    citation: 'claims C77, C79; datapath 1.4, 4.5 item 2',
  },
  {
    id: 'proxy-endpoints',
    text: "A Service port's rules lead to its usable endpoints and to no other, each with the right share.",
    citation: 'datapath 1.4, 4.5 item 2, F73',
  },
  {
    id: 'proxy-affinity',
    text: 'With sessionAffinity ClientIP the rules remember a client for exactly the timeout, without it not at all.',
    citation: 'claim C93; datapath 1.4, F77',
  },
  {
    id: 'proxy-scheduler',
    text: 'Every virtual server of IPVS has the scheduler that the proxy is set to.',
    citation: 'claim C82; datapath 1.4',
  },
] as const satisfies readonly Rule[]
