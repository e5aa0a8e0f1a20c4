import type { Network } from '../../properties/model/networks/network.ts'

/** flannel's net-conf.json for one of its networks. */
export function netConf(network: Network, podCIDR: string): object {
  return {
    Network: podCIDR,
    EnableNFTables: network.masqueradeRules === 'nftables',
    Backend: backend(network),
  }
}

function backend({ tunnel }: Network): object {
  if (tunnel === undefined) return { Type: 'host-gw' }
  if (tunnel.encapsulation === 'udp') return { Type: 'udp', Port: tunnel.port }
  const directRouting = tunnel.use === 'across-segments' ? { DirectRouting: true } : {}
  return tunnel.encapsulation === 'ipip'
    ? { Type: 'ipip', ...directRouting }
    : { Type: 'vxlan', VNI: tunnel.vni, ...directRouting }
}

/**
 * The list of CNI plugins flannel's manifest installs. The version is an older one than there: the plugin that can be
 * built from packages speaks CNI 0.4.0 at most, and 0.3.1 is what its bridge delegate says.
 */
export const cniConf = {
  name: 'cbr0',
  cniVersion: '0.3.1',
  plugins: [
    { type: 'flannel', delegate: { hairpinMode: true, isDefaultGateway: true } },
    { type: 'portmap', capabilities: { portMappings: true } },
  ],
}
