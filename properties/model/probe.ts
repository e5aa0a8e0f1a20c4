import type { PlaceId } from './place.ts'
import type { DnsQuery } from './services/dns/cluster-dns.ts'

export type Protocol = 'tcp' | 'udp' | 'icmp'

/**
 * How much a probe carries.
 * `small`: the probe header only. `full`: the largest UDP datagram or ICMP echo that fits the MTU, with DF set.
 * `oversize`: one byte more, with DF set. `fragmented`: 5,000 bytes of UDP without DF. `bulk`: 64 KiB of TCP, echoed.
 */
export type SizeClass = 'small' | 'full' | 'oversize' | 'fragmented' | 'bulk'

/** What the probe aims at. The kind, not the address, decides which rule judges it. */
export type TargetKind =
  | 'pod' // the IP of a Pod of the Pod network
  | 'host-pod' // a host-network Pod: the Node's address and the Pod's port
  | 'node' // the Node's own address (InternalIP)
  | 'gateway' // the address of a Node's bridge, cni0 `.1`
  | 'tunnel' // the address of a Node's tunnel device, flannel.1 `.0`
  | 'external' // the host outside the cluster
  | 'loopback' // 127.0.0.1 inside the client's own network namespace
  | 'closed-port' // an address that exists, a port nobody listens on
  | 'unused-address' // an address of a Node's Pod range that no Pod has
  | 'unowned-range' // an address of the cluster's Pod range that no Node owns
  | 'cluster-ip' // an address of the Service range, whether a Service has it or not
  | 'node-port' // an address of a Node, 127.0.0.1 among them, and a NodePort
  | 'external-ip' // an externalIP of a Service
  | 'host-port' // an address of a Node, and a hostPort
  | 'dns-server' // the IP of a Pod behind the DNS Service

export interface Target {
  kind: TargetKind
  address: string
  /** 0 for ICMP. */
  port: number
  /**
   * Whose address it is, where it is somebody's. Of a ClusterIP or externalIP, probed from outside the cluster: the Node
   * the route leads to.
   */
  place?: PlaceId
  /** `namespace/name:port` of the Service meant, for people; what the address and port lead to decides. */
  service?: string
  /** The identity the right server answers with; absent where nobody should answer. */
  server?: string
}

/** One attempted exchange. */
export interface Probe {
  client: PlaceId
  /** Source address, and port where given, the socket is bound to before it connects. Absent: unbound. */
  bind?: { address: string; port?: number }
  /**
   * UDP: the source port, one that is free, so that a later probe from it is the same flow to connection tracking.
   * Probes of one batch from one place must differ in it.
   */
  sourcePort?: number
  /** TCP: the probe ends as `connected` once the connection stands. For servers that are not podnet's. */
  connectOnly?: true
  target: Target
  protocol: Protocol
  size: SizeClass
  /** Bytes of UDP, TCP or ICMP payload, probe header included. */
  payloadBytes: number
  /** A DNS query instead of podnet's own message. */
  query?: DnsQuery
}

/** The kind of client a probe comes from, as the coverage table names it. */
export type ClientKind = 'pod' | 'host-pod' | 'node' | 'node-bound' | 'external'

/** Smallest payload: the probe header that carries the nonce. */
export const probeHeaderBytes = 24
export const fragmentedPayloadBytes = 5000
export const bulkPayloadBytes = 65536
