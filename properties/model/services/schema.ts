import { z } from 'zod'

const portProtocol = z.enum(['TCP', 'UDP'])
const policy = z.enum(['Cluster', 'Local'])
const conditions = z.object({ ready: z.boolean(), serving: z.boolean(), terminating: z.boolean() })
const labels = z.record(z.string(), z.string())
const place = z.templateLiteral([z.enum(['pod', 'node']), '/', z.string()]).or(z.literal('external'))

/** What Pods have beside name, Node and containers, all of it optional. */
const podServiceFields = {
  namespace: z.string().exactOptional(),
  labels: labels.exactOptional(),
  ready: z.boolean().exactOptional(),
  terminating: z.boolean().exactOptional(),
  hostname: z.string().exactOptional(),
  subdomain: z.string().exactOptional(),
  dnsPolicy: z.enum(['ClusterFirst', 'ClusterFirstWithHostNet', 'Default']).exactOptional(),
}

const containerPortSchema = z.object({
  name: z.string().exactOptional(),
  protocol: portProtocol,
  hostPort: z.number().exactOptional(),
})

/** A Pod of a scenario (scenario.ts). */
export const podSchema = z.object({
  name: z.string(),
  nodeName: z.string(),
  hostNetwork: z.boolean(),
  containers: z.array(
    z.object({ name: z.string(), port: z.number(), ports: z.array(containerPortSchema).exactOptional() }),
  ),
  ...podServiceFields,
})

const ownSlice = z.object({
  ports: z.array(z.object({ name: z.string().exactOptional(), protocol: portProtocol, port: z.number() })),
  endpoints: z.array(z.object({ target: place, conditions })),
})

/** A Service of a scenario or of a cluster (service.ts). */
export const serviceSchema = z.object({
  name: z.string(),
  namespace: z.string().exactOptional(),
  inClustersDefault: z.literal(true).exactOptional(),
  type: z.enum(['ClusterIP', 'NodePort', 'ExternalName']),
  clusterIP: z.string().exactOptional(),
  ports: z.array(
    z.object({
      name: z.string().exactOptional(),
      protocol: portProtocol,
      port: z.number(),
      targetPort: z.union([z.number(), z.string()]),
      nodePort: z.number().exactOptional(),
    }),
  ),
  selector: labels.exactOptional(),
  endpointSlices: z.array(ownSlice).exactOptional(),
  externalName: z.string().exactOptional(),
  externalIPs: z.array(z.string()).exactOptional(),
  sessionAffinity: z.enum(['None', 'ClientIP']).exactOptional(),
  sessionAffinityConfig: z.object({ clientIP: z.object({ timeoutSeconds: z.number() }) }).exactOptional(),
  externalTrafficPolicy: policy.exactOptional(),
  internalTrafficPolicy: policy.exactOptional(),
  publishNotReadyAddresses: z.boolean().exactOptional(),
  trafficDistribution: z.enum(['PreferClose', 'PreferSameZone', 'PreferSameNode']).exactOptional(),
})

const endpointSlice = z.object({
  ports: z.array(z.object({ name: z.string(), protocol: portProtocol, port: z.number() })),
  endpoints: z.array(
    z.object({
      address: z.string(),
      conditions,
      nodeName: z.string().exactOptional(),
      pod: z.string().exactOptional(),
      hostname: z.string().exactOptional(),
      hints: z
        .object({ nodes: z.array(z.string()).exactOptional(), zones: z.array(z.string()).exactOptional() })
        .exactOptional(),
    }),
  ),
})

export const servedServiceSchema = z.object({ service: serviceSchema, slices: z.array(endpointSlice) })

export const proxySchema = z.object({
  mode: z.enum(['iptables', 'nftables', 'ipvs']),
  masqueradeAll: z.boolean(),
  detectLocal: z.union([
    z.object({ mode: z.literal('ClusterCIDR'), clusterCIDR: z.string() }),
    z.object({ mode: z.enum(['NodeCIDR', 'BridgeInterface', 'InterfaceNamePrefix', 'None']) }),
  ]),
  nodePortAddresses: z.array(z.string()),
  localhostNodePorts: z.boolean(),
  scheduler: z.string().exactOptional(),
  hostPortRules: z.enum(['iptables', 'nftables']),
})

export const clusterDnsSchema = z.object({
  domain: z.string(),
  address: z.string(),
  namespace: z.string(),
  namespaces: z.array(z.string()),
  podRecords: z.enum(['disabled', 'insecure', 'verified']),
  keptSeconds: z.number().positive().exactOptional(),
  nodeResolver: z.object({ nameservers: z.array(z.string()), search: z.array(z.string()), ndots: z.number() }),
})
