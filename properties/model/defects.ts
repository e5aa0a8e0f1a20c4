import type { KnownDefect } from './defect.ts'

const versions = 'flannel v0.28.10 with EnableNFTables: true (nftables rules of cdf7605 and later)'

/**
 * flannel's nftables rule 4 returns for every packet to the cluster that does not come from the own podCIDR, so the
 * rule that masquerades foreign sources behind it never matches (datapath 0.4, seen on kind: datapath 7). No upstream report is known.
 */
export const flannelNftablesRuleFour = {
  boundSocket: {
    id: 'flannel-nft-rule-4-bound-socket',
    title: "a Node's socket bound to the Node's address times out towards a remote Pod",
    versions,
    rules: ['node-bound-to-remote-pod-through-tunnel'],
    symptoms: [{ outcome: 'timed-out' }],
    occurs: 'always',
  },
  detourTunnel: {
    id: 'flannel-nft-rule-4-detour-tunnel',
    title: 'an off-cluster client whose packets enter through another Node times out',
    versions,
    rules: ['external-to-pod-through-other-node'],
    symptoms: [{ outcome: 'timed-out' }],
    occurs: 'always',
  },
  detourDirect: {
    id: 'flannel-nft-rule-4-detour-direct',
    title: 'an off-cluster client whose packets enter through another Node is not masqueraded',
    versions,
    rules: ['external-to-pod-through-other-node'],
    // Behind a kube-proxy the answer, which takes another way back, makes its conntrack drop the client's ACK: seen on kind.
    symptoms: [
      { outcome: 'answered', source: 'unchanged' },
      { outcome: 'timed-out', protocol: 'tcp' },
    ],
    occurs: 'always',
  },
  localPolicy: {
    id: 'flannel-nft-rule-4-local-policy',
    title:
      "a Pod that calls a NodePort with policy Local at another Node's bridge or tunnel is not masqueraded on the way to an endpoint elsewhere, and never gets its answer",
    versions,
    rules: ['external-traffic-local-policy-from-distant-pod', 'service-unmarked-from-outside'],
    symptoms: [{ outcome: 'timed-out' }],
    occurs: 'always',
  },
} satisfies Record<string, KnownDefect>

/**
 * Masquerading draws a source port at random. When it draws the VXLAN port, the answer comes back to that port, is not
 * tracked (raw NOTRACK) and never finds its way back into the flow: one UDP flow in 64,512. Seen in the lab once in
 * some 200,000 checks, and every time once the rule is made to draw that port. Calls to Services that the proxy or the
 * network masquerades are such flows too.
 */
export const calicoMasqueradeDrawsVxlanPort: KnownDefect = {
  id: 'calico-masquerade-draws-vxlan-port',
  title: 'a masqueraded UDP flow that is given the VXLAN port as its source port gets no answer',
  versions: 'Calico with VXLAN, before the fix of PR 13118',
  link: 'github.com/projectcalico/calico/issues/12244',
  rules: [
    'pod-to-other-node',
    'pod-to-external',
    'node-bound-to-remote-pod-through-tunnel',
    'cluster-ip-from-node',
    'cluster-ip-from-outside',
    'masquerade-all',
    'internal-traffic-local-policy',
    'external-traffic-cluster-policy',
    'external-traffic-local-policy-from-node',
    'localhost-node-port',
    'host-port-masqueraded',
    'service-hairpin',
    'service-host-endpoint-on-entry-node',
    'service-host-endpoint-elsewhere',
    'service-endpoint-outside',
    'service-unmarked-from-node',
    'terminating-endpoints-stand-in',
    'traffic-distribution',
  ],
  symptoms: [{ outcome: 'timed-out', protocol: 'udp' }],
  occurs: 'by-chance',
  // Ports are drawn from 1024 to 65535, for masqueraded UDP flows alone.
  perProbe: 1 / 64_512,
}
