import type { Network } from '../../../properties/model/networks/network.ts'

/** flannel's net-conf.json for a network of the model; undefined for a network of another plugin. */
export function netConf(network: Network, podCIDR: string): object | undefined {
  if (network.plugin !== 'flannel' || network.tunnel?.encapsulation === 'ipip') return undefined
  return {
    Network: podCIDR,
    EnableNFTables: network.masqueradeRules === 'nftables',
    Backend: backend(network),
  }
}

function backend({ tunnel }: Network): object {
  if (tunnel === undefined) return { Type: 'host-gw' }
  return { Type: 'vxlan', VNI: tunnel.vni, ...(tunnel.use === 'across-segments' && { DirectRouting: true }) }
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
