import type { RuleId } from '../rules.ts'
import type { ProxyMode } from './proxy.ts'

/**
 * What a proxy does with packets that no Service port takes. `routed`: they go where the route leads, usually to the
 * default gateway. `rejected`: in FORWARD and OUTPUT. `refused`: on arrival at the address, which is the Node's own.
 */
export type Untaken = 'routed' | 'rejected' | 'dropped' | 'refused'

/** Where the modes differ: each difference is a switch here and a rule in rules/services.ts. */
export interface ProxyTraits {
  /** A port of a ClusterIP that is none of its Service. */
  otherPort: { fate: Untaken; rule: RuleId }
  /** An address of the Service range that no Service has. */
  unallocated: { fate: Untaken; rule: RuleId }
  /** ICMP echo to a ClusterIP. */
  ping: { fate: 'silent' | 'rejected' | 'refused'; rule: RuleId }
  /** Without any endpoint: rules that reject in FORWARD, INPUT and OUTPUT, or the port unreachable of ip_vs itself. */
  noEndpoints: 'rejected' | 'refused'
  /** Pods and the Node itself reach a NodePort as if its policy were Cluster. */
  shortCircuitsLocalPolicy: boolean
  /** With a Local policy and no endpoint here. */
  withoutLocalEndpoint: 'dropped' | 'all-endpoints'
  /** What drops calls to a NodePort without endpoint here drops them on addresses where the port is not open too. */
  dropsOnClosedAddresses: boolean
  /** A Node's own packets to a ClusterIP bear that address as their source and are always masqueraded. */
  nodeCallsFromVirtualIP: boolean
  /** Where rules for externalIPs look at packets the Node itself sends, when there is no endpoint. */
  rejectsExternalIPInOutput: boolean
  /** Shortest time a client stays with its endpoint whatever the Service says, in seconds. */
  affinityFloorSeconds: number
  /** Clients stick to a Service port whatever its address is, or to each of its addresses by itself. */
  affinityPer: 'service-port' | 'address'
}

export const proxyTraits: Readonly<Record<ProxyMode, ProxyTraits>> = {
  iptables: {
    otherPort: { fate: 'routed', rule: 'cluster-ip-other-port-iptables' },
    unallocated: { fate: 'routed', rule: 'service-address-unallocated' },
    ping: { fate: 'silent', rule: 'ping-cluster-ip-iptables' },
    noEndpoints: 'rejected',
    shortCircuitsLocalPolicy: true,
    withoutLocalEndpoint: 'dropped',
    dropsOnClosedAddresses: true,
    nodeCallsFromVirtualIP: false,
    rejectsExternalIPInOutput: false,
    affinityFloorSeconds: 0,
    affinityPer: 'service-port',
  },
  nftables: {
    otherPort: { fate: 'rejected', rule: 'cluster-ip-other-port-nftables' },
    unallocated: { fate: 'dropped', rule: 'service-address-unallocated-nftables' },
    ping: { fate: 'rejected', rule: 'ping-cluster-ip-nftables' },
    noEndpoints: 'rejected',
    shortCircuitsLocalPolicy: true,
    withoutLocalEndpoint: 'dropped',
    dropsOnClosedAddresses: false,
    nodeCallsFromVirtualIP: false,
    rejectsExternalIPInOutput: true,
    affinityFloorSeconds: 0,
    affinityPer: 'service-port',
  },
  ipvs: {
    otherPort: { fate: 'refused', rule: 'cluster-ip-other-port-ipvs' },
    unallocated: { fate: 'routed', rule: 'service-address-unallocated' },
    ping: { fate: 'refused', rule: 'ping-cluster-ip-ipvs' },
    noEndpoints: 'refused',
    shortCircuitsLocalPolicy: false,
    withoutLocalEndpoint: 'all-endpoints',
    dropsOnClosedAddresses: false,
    nodeCallsFromVirtualIP: true,
    rejectsExternalIPInOutput: true,
    affinityFloorSeconds: 120,
    affinityPer: 'address',
  },
}
