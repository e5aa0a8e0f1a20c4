import type { KnownDefect } from '../defect.ts'
import type { ProxyMode } from './proxy.ts'

/**
 * kube-proxy forgets UDP flows whose endpoint has gone, but skips Services that have no endpoint left. What answered
 * last goes on answering, or where it is gone the flow ends in nothing instead of a refusal (datapath F69).
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
  ],
  occurs: 'always',
}

/** Known defects of each mode, in the shape of a network's. */
export const proxyDefects: Readonly<Record<ProxyMode, readonly KnownDefect[]>> = {
  iptables: [udpFlowOutlivesLastEndpoint],
  nftables: [udpFlowOutlivesLastEndpoint],
  // ip_vs forgets a UDP flow with its real server (expire_nodest_conn).
  ipvs: [],
}
