import type { V1EndpointSlice, V1Service } from '@kubernetes/client-node'
import type { EndpointSlice, ServedService } from '../../../properties/model/services/endpoint-slice.ts'
import type { ProxyMode } from '../../../properties/model/services/proxy.ts'
import { serviceObject } from './service-object.ts'
import { ownSliceObjects } from './slice-object.ts'

/**
 * A Service that nobody calls. Its port is another after each change: once a Node's rules have it, that Node's proxy
 * has also taken in everything that was written before, since it hears of Services and of EndpointSlices in their order.
 */
const markName = 'podnet-mark'
/** From the range for documentation: no machine has it. */
const markEndpoint = '192.0.2.254'
const firstPort = 1024
const ports = 60_000

/** What the rules are to show of the mark. */
export interface Mark {
  clusterIP: string
  port: number
}

/** The port of the n-th change. */
export const markPort = (round: number): number => firstPort + (round % ports)

export function markService(round: number, namespace: string): V1Service {
  const port = markPort(round)
  return serviceObject(
    { name: markName, type: 'ClusterIP', ports: [{ protocol: 'TCP', port, targetPort: port }] },
    namespace,
  )
}

function markSlices(round: number): EndpointSlice[] {
  const endpoint = { address: markEndpoint, conditions: { ready: true, serving: true, terminating: false } }
  return [{ ports: [{ name: '', protocol: 'TCP', port: markPort(round) }], endpoints: [endpoint] }]
}

export function markSliceObjects(round: number, namespace: string): V1EndpointSlice[] {
  return ownSliceObjects({ name: markName }, markSlices(round), namespace, {})
}

/** The mark among the cluster's Services. */
export function findMark(served: readonly ServedService[]): ServedService | undefined {
  return served.find(({ service }) => service.name === markName && service.namespace === undefined)
}

/** The mark as it is served after the n-th change. */
export function servedMark({ service }: ServedService, round: number): ServedService {
  const port = markPort(round)
  return {
    service: { ...service, ports: service.ports.map((one) => ({ ...one, port, targetPort: port })) },
    slices: markSlices(round),
  }
}

/** Prints the rules in which a Node's proxy shows the mark. */
export const readRules: Readonly<Record<ProxyMode, string>> = {
  iptables: 'iptables-save -t nat',
  nftables: 'nft list table ip kube-proxy',
  ipvs: 'cat /proc/net/ip_vs',
}

/** Whether the rules have the mark's port at its ClusterIP and at its endpoint. */
export function showsMark(mode: ProxyMode, rules: string, { clusterIP, port }: Mark): boolean {
  return signs(mode, clusterIP, port).every((sign) => sign.test(rules))
}

function signs(mode: ProxyMode, clusterIP: string, port: number): RegExp[] {
  const [service, endpoint] = [clusterIP, markEndpoint].map((address) => address.replaceAll('.', '\\.'))
  switch (mode) {
    case 'iptables':
      return [
        new RegExp(`^-A KUBE-SERVICES -d ${service}/32 .*--dport ${port} `, 'm'),
        new RegExp(`--to-destination ${endpoint}:${port}$`, 'm'),
      ]
    case 'nftables':
      return [new RegExp(`\\b${service} \\. tcp \\. ${port} : goto `), new RegExp(`dnat to ${endpoint}:${port}\\b`)]
    default:
      return [new RegExp(`^TCP +${hex(clusterIP, port)} `, 'm'), new RegExp(`^ +-> ${hex(markEndpoint, port)} `, 'm')]
  }
}

/** `0A600001:01BB`, as the kernel lists virtual servers. */
function hex(address: string, port: number): string {
  const digits = (value: number, length: number): string => value.toString(16).toUpperCase().padStart(length, '0')
  return `${address
    .split('.')
    .map((byte) => digits(Number(byte), 2))
    .join('')}:${digits(port, 4)}`
}
