import type { Step } from './step.ts'

/** The six masquerade rules and the forward rules of flannel in iptables mode (datapath 1.1). */
export function flannelIptables(clusterCIDR: string, podCIDR: string): Step {
  const comment = '-m comment --comment "flanneld masq"'
  const forward = '-m comment --comment "flanneld forward"'
  return {
    tool: 'iptables-restore',
    lines: [
      '*nat',
      ':FLANNEL-POSTRTG - [0:0]',
      `-A POSTROUTING ${comment} -j FLANNEL-POSTRTG`,
      `-A FLANNEL-POSTRTG -m mark --mark 0x4000/0x4000 ${comment} -j RETURN`,
      `-A FLANNEL-POSTRTG -s ${podCIDR} -d ${clusterCIDR} ${comment} -j RETURN`,
      `-A FLANNEL-POSTRTG -s ${clusterCIDR} -d ${podCIDR} ${comment} -j RETURN`,
      `-A FLANNEL-POSTRTG ! -s ${clusterCIDR} -d ${podCIDR} ${comment} -j RETURN`,
      `-A FLANNEL-POSTRTG -s ${clusterCIDR} ! -d 224.0.0.0/4 ${comment} -j MASQUERADE --random-fully`,
      `-A FLANNEL-POSTRTG ! -s ${clusterCIDR} -d ${clusterCIDR} ${comment} -j MASQUERADE --random-fully`,
      'COMMIT',
      '*filter',
      ':FLANNEL-FWD - [0:0]',
      `-A FORWARD ${forward} -j FLANNEL-FWD`,
      `-A FLANNEL-FWD -s ${clusterCIDR} ${forward} -j ACCEPT`,
      `-A FLANNEL-FWD -d ${clusterCIDR} ${forward} -j ACCEPT`,
      'COMMIT',
    ],
  }
}

/**
 * The same in flannel v0.28's nftables mode, with its fourth rule as wide as it is there: it returns for every foreign
 * source, so that the sixth never matches (datapath 0.4, 7: a known defect, kept on purpose).
 */
export function flannelNftables(clusterCIDR: string, podCIDR: string): Step {
  return {
    tool: 'nft',
    lines: [
      'table ip flannel-ipv4 {',
      'chain forward {',
      'type filter hook forward priority filter;',
      `ip saddr ${clusterCIDR} accept`,
      `ip daddr ${clusterCIDR} accept`,
      '}',
      'chain postrtg {',
      'type nat hook postrouting priority srcnat;',
      'meta mark 0x4000 return',
      `ip saddr ${podCIDR} ip daddr ${clusterCIDR} return`,
      `ip saddr ${clusterCIDR} ip daddr ${podCIDR} return`,
      `ip saddr != ${podCIDR} ip daddr ${clusterCIDR} return`,
      `ip saddr ${clusterCIDR} ip daddr != 224.0.0.0/4 masquerade fully-random`,
      `ip saddr != ${clusterCIDR} ip daddr ${clusterCIDR} masquerade fully-random`,
      '}',
      '}',
    ],
  }
}
