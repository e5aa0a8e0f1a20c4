import type { ServedService } from '../../properties/model/services/endpoint-slice.ts'
import { opensNodePorts, type ServiceProxy } from '../../properties/model/services/proxy.ts'
import type { NodeSpec, Topology } from '../../properties/model/topology.ts'

/** Packets with this bit of their mark are masqueraded (kube-proxy's iptables.masqueradeBit 14). */
export const masqueradeMark = '0x4000'

/** What a Node's rules are written from, beside the Services. */
export interface ProxyContext {
  proxy: ServiceProxy
  topology: Topology
}

/** What a Node is to serve. */
export interface ServedNode {
  services: readonly ServedService[]
  /** The Node's own addresses, without 127.0.0.1. IPVS alone asks for them: it has a NodePort on each. */
  addresses: readonly string[]
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

/** Those of a Node's addresses that NodePorts open on. */
export function openAddresses(proxy: ServiceProxy, { address }: NodeSpec, addresses: readonly string[]): string[] {
  return addresses.filter((one) => opensNodePorts(proxy, address, one))
}
