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
    rule: 'node-bound-to-remote-pod-through-tunnel',
    symptom: { outcome: 'timed-out' },
  },
  detourTunnel: {
    id: 'flannel-nft-rule-4-detour-tunnel',
    title: 'an off-cluster client whose packets enter through another Node times out',
    versions,
    rule: 'external-to-pod-through-other-node',
    symptom: { outcome: 'timed-out' },
  },
  detourDirect: {
    id: 'flannel-nft-rule-4-detour-direct',
    title: 'an off-cluster client whose packets enter through another Node is not masqueraded',
    versions,
    rule: 'external-to-pod-through-other-node',
    symptom: { outcome: 'answered', source: 'unchanged' },
  },
} satisfies Record<string, KnownDefect>
