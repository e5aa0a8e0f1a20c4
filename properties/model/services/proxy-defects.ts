import type { KnownDefect } from '../defect.ts'
import type { ProxyMode } from './proxy.ts'

/**
 * kube-proxy forgets UDP flows whose endpoint has gone, but skips Services that have no endpoint left. What answered
 * last goes on answering, or where it is gone the flow ends in nothing instead of a refusal (datapath F69). Where another
 * Pod has its address by now, that one answers, or refuses in its own way what the Node should not even have sent: seen in
 * the lab after a random history.
 */
const udpFlowOutlivesLastEndpoint: KnownDefect = {
  id: 'kube-proxy-udp-flow-outlives-last-endpoint',
  title: 'a UDP flow is not refused once its Service has no endpoint left: the proxy forgets to end it',
  versions: 'kube-proxy before the fix of PR 139629',
  link: 'github.com/kubernetes/kubernetes/issues/139628',
  rules: ['udp-flow-ends-with-last-endpoint'],
  symptoms: [
    { outcome: 'answered', protocol: 'udp' },
    { outcome: 'timed-out', protocol: 'udp' },
    { outcome: 'host-unreachable', protocol: 'udp' },
    { outcome: 'refused', protocol: 'udp' },
  ],
  occurs: 'always',
}

/**
 * The same skipping where a Service publishes endpoints that are not ready: they answer, but do not serve, so that
 * kube-proxy finds none and leaves the flows of those they took the place of. Found by a random history in the lab, whose
 * clean-up is written after kube-proxy's; the condition stands in cleanup.go (`IsServing`).
 */
const udpFlowStaysBesidePublishedEndpoints: KnownDefect = {
  id: 'kube-proxy-udp-flow-stays-beside-published-endpoints',
  title: 'a UDP flow stays with an endpoint that has gone while all others are published without being ready',
  versions: 'kube-proxy v1.32 to v1.34',
  link: 'github.com/kubernetes/kubernetes/blob/v1.34.4/pkg/proxy/conntrack/cleanup.go',
  rules: ['udp-flow-follows-published-endpoints'],
  symptoms: udpFlowOutlivesLastEndpoint.symptoms,
  occurs: 'always',
}

/**
 * Neither kube-proxy nor the portmap plugin ends the UDP flows of a Service or hostPort that is gone, nor kube-proxy those
 * to an endpoint that still serves, though no new call would go there: their entries stay for 30 s, or 120 s after an
 * answer, and source ports are drawn at random. A new call that bears the ports of an old one goes where that one went
 * (datapath F67, F71; kubernetes v1.34.4 pkg/proxy/conntrack/cleanup.go). Seen in the lab once in some 150,000 probes.
 */
const oldUdpFlowMetByChance: KnownDefect = {
  id: 'old-udp-flow-met-by-chance',
  title:
    'a UDP call whose ports are by chance those of a flow to a Service or hostPort that is gone goes where that one went',
  versions: 'kube-proxy v1.34, portmap v1.9',
  link: 'github.com/containernetworking/plugins/issues/123',
  rules: [
    'host-port',
    'host-port-masqueraded',
    'host-port-elsewhere',
    'node-port-of-nobody',
    'node-port-address-not-open',
    'service-without-endpoints',
    'service-endpoint-does-not-listen',
    'service-endpoint-is-gone',
    'service-endpoint-outside',
    'service-hairpin',
    'service-host-endpoint-on-entry-node',
    'service-host-endpoint-elsewhere',
    'service-unmarked-from-node',
    'service-unmarked-from-outside',
    'service-answer-bypasses-entry',
    'localhost-node-port',
    'cluster-ip-from-pod',
    'cluster-ip-from-node',
    'cluster-ip-from-outside',
    'masquerade-all',
    'internal-traffic-local-policy',
    'internal-traffic-local-policy-nobody-here',
    'external-traffic-cluster-policy',
    'external-traffic-local-policy',
    'external-traffic-local-policy-from-pod',
    'external-traffic-local-policy-from-distant-pod',
    'external-traffic-local-policy-from-distant-pod-here',
    'external-traffic-local-policy-from-node',
    'external-traffic-local-policy-nobody-here',
    'traffic-distribution',
    'terminating-endpoints-stand-in',
  ],
  symptoms: [
    { outcome: 'answered', protocol: 'udp' },
    { outcome: 'timed-out', protocol: 'udp' },
    { outcome: 'host-unreachable', protocol: 'udp' },
    { outcome: 'refused', protocol: 'udp' },
  ],
  occurs: 'by-chance',
  // Three times what was seen.
  perProbe: 1 / 50_000,
}

/** Known defects of each mode, in the shape of a network's. */
export const proxyDefects: Readonly<Record<ProxyMode, readonly KnownDefect[]>> = {
  iptables: [udpFlowOutlivesLastEndpoint, udpFlowStaysBesidePublishedEndpoints, oldUdpFlowMetByChance],
  nftables: [udpFlowOutlivesLastEndpoint, udpFlowStaysBesidePublishedEndpoints, oldUdpFlowMetByChance],
  // ip_vs forgets a UDP flow with its real server (expire_nodest_conn).
  ipvs: [oldUdpFlowMetByChance],
}
