import { hostAddress } from '../../../properties/model/address.ts'
import { podPlace } from '../../../properties/model/place.ts'
import type { Pod, Scenario } from '../../../properties/model/scenario.ts'
import { defaultNamespace } from '../../../properties/model/service.ts'
import type { ClusterDns } from '../../../properties/model/services/dns/cluster-dns.ts'
import type { ServedService } from '../../../properties/model/services/endpoint-slice.ts'
import type { Topology } from '../../../properties/model/topology.ts'
import type { ServerSpec } from '../../agent/protocol.ts'
import type { Zone } from '../../agent/zone.ts'

const dnsPort = 53
const namespace = 'kube-system'
/** kubeadm gives the DNS Service the tenth address of the Service range. */
const dnsAddressNumber = 10
/** As kubeadm runs them. */
const replicas = 2

/**
 * Pods of the cluster itself that answer its names, on the first Nodes; those that run already stay where they are as long
 * as their Node is there. No Pod of a scenario can have such a name.
 */
export function dnsPods({ nodes }: Topology, running: readonly Pod[]): Pod[] {
  const stayOn = (index: number) => nodes.find(({ name }) => name === running[index]?.nodeName)
  const free = nodes.filter((node) => !running.some((_, index) => stayOn(index) === node))
  return Array.from({ length: replicas }, (_, index) => ({
    name: `${namespace}.coredns${index + 1}`,
    namespace,
    nodeName: (stayOn(index) ?? free[index % free.length] ?? nodes[0])?.name ?? '',
    hostNetwork: false,
    containers: [{ name: 'coredns', port: dnsPort }],
  }))
}

/** The Service in front of them. */
export function dnsService(
  { serviceCIDR }: Topology,
  pods: readonly Pod[],
  addresses: Readonly<Record<string, string>>,
): ServedService {
  const ports = [
    { name: 'dns', protocol: 'UDP' as const, port: dnsPort },
    { name: 'dns-tcp', protocol: 'TCP' as const, port: dnsPort },
  ]
  return {
    service: {
      name: 'kube-dns',
      namespace,
      type: 'ClusterIP',
      clusterIP: hostAddress(serviceCIDR, dnsAddressNumber),
      ports: ports.map((port) => ({ ...port, targetPort: dnsPort })),
    },
    slices: [
      {
        ports,
        endpoints: pods.map(({ name, nodeName }) => ({
          address: addresses[name] ?? '',
          conditions: { ready: true, serving: true, terminating: false },
          nodeName,
          pod: name,
        })),
      },
    ],
  }
}

/** DNS as this cluster serves it. Names that are not the cluster's lead nowhere: no traffic leaves the machine. */
export function clusterDns({ serviceCIDR }: Topology, { pods, services = [] }: Scenario): ClusterDns {
  const own = [...pods, ...services].flatMap((one) => one.namespace ?? [])
  return {
    domain: 'cluster.local',
    address: hostAddress(serviceCIDR, dnsAddressNumber),
    namespace: defaultNamespace,
    namespaces: [...new Set([defaultNamespace, namespace, ...own])],
    podRecords: 'insecure',
    nodeResolver: { nameservers: [], search: [], ndots: 1 },
  }
}

/** The servers of one of these Pods: over UDP and TCP. */
export function dnsServers({ name }: Pod, address: string, zone: Zone): ServerSpec[] {
  return (['tcp', 'udp'] as const).map((protocol) => ({
    place: podPlace(name),
    identity: podPlace(name),
    protocol,
    address,
    port: dnsPort,
    zone,
  }))
}
