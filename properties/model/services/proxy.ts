import { contains, hostRange } from '../address.ts'

export const proxyModes = ['iptables', 'nftables', 'ipvs'] as const
export type ProxyMode = (typeof proxyModes)[number]

/** IPVS's ways to choose an endpoint that podnet knows; ip_vs has more. */
export const ipvsSchedulers = ['rr', 'lc', 'dh', 'sh', 'sed', 'nq'] as const
export type IpvsScheduler = (typeof ipvsSchedulers)[number]

/**
 * How the proxy tells Pods' traffic from other traffic (`detectLocalMode`). `BridgeInterface` and `InterfaceNamePrefix`
 * go by the device a packet enters through, so that only the Node's own Pods count.
 */
export type DetectLocal =
  | { mode: 'ClusterCIDR'; clusterCIDR: string }
  | { mode: 'NodeCIDR' | 'BridgeInterface' | 'InterfaceNamePrefix' | 'None' }

/** Settings of a proxy under kube-proxy's own names; read from a real cluster, never assumed. */
export interface ServiceProxy {
  mode: ProxyMode
  masqueradeAll: boolean
  detectLocal: DetectLocal
  /** CIDRs of the Node addresses that NodePorts open on, or `primary` alone; empty: all of them. */
  nodePortAddresses: string[]
  /** `iptables.localhostNodePorts`: NodePorts on 127.0.0.1. Only iptables reads it. */
  localhostNodePorts: boolean
  /** IPVS only: rr, lc, dh, sh, sed, nq ... */
  scheduler?: string
  /** Rules of the portmap plugin, which implements hostPorts beside the proxy. */
  hostPortRules: 'iptables' | 'nftables'
}

/** kube-proxy as kubeadm and kind configure it. */
export function defaultProxy(mode: ProxyMode, clusterCIDR: string): ServiceProxy {
  return {
    mode,
    masqueradeAll: false,
    detectLocal: { mode: 'ClusterCIDR', clusterCIDR },
    nodePortAddresses: mode === 'nftables' ? ['primary'] : [],
    localhostNodePorts: true,
    ...(mode === 'ipvs' && { scheduler: 'rr' }),
    hostPortRules: 'iptables',
  }
}

/** Whether the proxy opens NodePorts on an address of a Node, 127.0.0.1 among them. */
export function opensNodePorts(proxy: ServiceProxy, nodeAddress: string, address: string): boolean {
  if (isLoopback(address) && (proxy.mode !== 'iptables' || !proxy.localhostNodePorts)) return false
  const { nodePortAddresses } = proxy
  if (nodePortAddresses.length === 0) return true
  return nodePortAddresses.some((one) =>
    one === 'primary' ? address === nodeAddress : contains(one, hostRange(address)),
  )
}

export const isLoopback = (address: string): boolean => contains('127.0.0.0/8', address)
