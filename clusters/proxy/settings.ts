import { opensNodePorts, type ServiceProxy } from '../../properties/model/services/proxy.ts'
import type { NodeSpec, Topology } from '../../properties/model/topology.ts'

/** Packets with this bit of their mark are masqueraded (kube-proxy's iptables.masqueradeBit 14). */
export const masqueradeMark = '0x4000'

/** What a Node's rules are written from, beside the Services. */
export interface ProxyContext {
  proxy: ServiceProxy
  topology: Topology
}

/**
 * The range from which a packet counts as a Pod's; undefined where the proxy cannot tell. Throws Error for modes that go
 * by the device, whose names no setting gives.
 */
export function localRange({ detectLocal }: ServiceProxy, { podCIDR }: NodeSpec): string | undefined {
  switch (detectLocal.mode) {
    case 'ClusterCIDR':
      return detectLocal.clusterCIDR
    case 'NodeCIDR':
      return podCIDR
    case 'None':
      return undefined
    default:
      throw new Error(`detectLocal ${detectLocal.mode} has no rules here`)
  }
}

/** The Node's own addresses that NodePorts open on; undefined: whichever the Node has. */
export function nodePortAddresses(proxy: ServiceProxy, { address }: NodeSpec): string[] | undefined {
  if (proxy.nodePortAddresses.length === 0) return undefined
  return [address].filter((one) => opensNodePorts(proxy, address, one))
}
