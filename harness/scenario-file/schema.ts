import { z } from 'zod'
import { addressProblem, cidrProblem, familyOf, prefixLength } from '../../properties/model/address.ts'
import { networks } from '../../properties/model/networks/index.ts'
import { ipvsSchedulers, proxyModes } from '../../properties/model/services/proxy.ts'
import { dnsLabel, dnsLabelWords } from '../options/names.ts'
import { dnsLabel as apiLabel, containerPort, dnsPolicy, labels, service } from './service-schema.ts'
import { statusSchema } from './status.ts'
import { stepSchema } from './step-schema.ts'

export const apiVersion = 'podnet/v1'
export const kind = 'Scenario'

export const mostNodes = 16
/** Ten Pods on each Node of the largest cluster and one in its own network: the most that a case draws there. */
export const mostPods = 11_000
const mostServices = 1024
const mostContainers = 16
const mostSteps = 1000
const longestClusterPrefix = 25

/** What a Pod runs when its containers are left out. */
export const defaultContainers = [{ name: 'main', port: 8080 }]

const label = z.string().regex(dnsLabel, { error: `expected ${dnsLabelWords}` })
const port = z.int().min(1).max(65535)

const cidr = z.string().check((ctx) => {
  const message = cidrProblem(ctx.value) ?? ipv4Problem(ctx.value)
  if (message !== undefined) ctx.issues.push({ code: 'custom', message, input: ctx.value })
})

/** Room for the shares of all Nodes that a file may leave out. */
const clusterCIDR = cidr.check((ctx) => {
  if (cidrProblem(ctx.value) === undefined && prefixLength(ctx.value) > longestClusterPrefix) {
    ctx.issues.push({
      code: 'custom',
      message: `"${ctx.value}" is too small: expected a /${longestClusterPrefix} or larger`,
      input: ctx.value,
    })
  }
})

const address = z.string().check((ctx) => {
  const message = addressProblem(ctx.value) ?? ipv4Problem(ctx.value)
  if (message !== undefined) ctx.issues.push({ code: 'custom', message, input: ctx.value })
})

function ipv4Problem(text: string): string | undefined {
  return familyOf(text) === 'ipv4' ? undefined : `"${text}" is IPv6: this version checks IPv4`
}

const container = z.strictObject({
  name: label,
  port: port.describe('TCP and UDP port the container listens on.'),
  ports: z
    .array(containerPort)
    .exactOptional()
    .describe('What Kubernetes knows of that port: a name and a hostPort for each protocol.'),
})

const pod = z.strictObject({
  name: label.describe('Unique in the scenario.'),
  namespace: apiLabel.exactOptional().describe("The scenario's own namespace by default."),
  nodeName: label.describe('The Node it runs on; node1, node2 ... where the file has no topology.'),
  hostNetwork: z.boolean().default(false).describe("true: the Pod uses its Node's network namespace and addresses."),
  containers: z
    .array(container)
    .min(1)
    .max(mostContainers)
    .default(defaultContainers)
    .describe('They share the Pod’s network namespace: each needs a port of its own.'),
  labels: labels.exactOptional(),
  ready: z.boolean().exactOptional().describe('Its readiness; true by default.'),
  terminating: z.boolean().exactOptional().describe('true: it has been told to end and still runs.'),
  hostname: apiLabel.exactOptional(),
  subdomain: apiLabel.exactOptional().describe('With hostname: the headless Service that gives it a DNS name.'),
  dnsPolicy: dnsPolicy.exactOptional(),
})

const node = z.strictObject({
  name: z
    .string()
    .regex(/^node[1-9]\d?$/, { error: 'expected node1, node2 ... node99' })
    .describe('node1, node2 ...: what the lab calls its Nodes.'),
  address: address.optional().describe('InternalIP, in the range of its segment: 172.30.SEGMENT.0/24.'),
  podCIDR: cidr.optional().describe("The Node's share of the cluster's podCIDR."),
  segment: z.int().min(0).max(255).optional().describe('Underlay segment: Nodes of one segment are neighbours.'),
})

const topology = z.strictObject({
  podCIDR: clusterCIDR.optional().describe("The cluster's Pod range; 10.244.0.0/16 by default."),
  serviceCIDR: cidr.optional().describe('10.96.0.0/16 by default.'),
  uplinkMtuBytes: z.int().min(1280).max(9000).optional().describe("MTU of the Nodes' uplinks; 1500 by default."),
  nodes: z.array(node).min(1).max(mostNodes),
  externalAddress: address.optional().describe('The host outside the cluster; 172.30.0.100 by default.'),
  externalDetourAddress: address.optional().describe('Its second address; 172.30.0.101 by default.'),
})

/** The shape of a scenario file. What no shape can say is in problems.ts. */
export const scenarioFileSchema = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal(kind),
  metadata: z.strictObject({ name: label.optional() }).optional(),
  spec: z.strictObject({
    network: z.enum(networks.map(({ name }) => name)).optional(),
    proxy: z
      .enum(proxyModes)
      .exactOptional()
      .describe('What implements Services; iptables by default where there are some.'),
    ipvsScheduler: z
      .enum(ipvsSchedulers)
      .exactOptional()
      .describe('With proxy ipvs: how it chooses endpoints; rr by default.'),
    topology: topology.optional(),
    pods: z.array(pod).max(mostPods),
    services: z.array(service).max(mostServices).exactOptional(),
    absentNodes: z
      .array(label)
      .min(1)
      .exactOptional()
      .describe('Nodes of the topology that are not part of the cluster at first; in the lab.'),
    steps: z
      .array(stepSchema(pod, label))
      .max(mostSteps)
      .exactOptional()
      .describe('What happens to it afterwards, in this order.'),
  }),
  status: statusSchema.exactOptional(),
})

export type ScenarioFile = z.input<typeof scenarioFileSchema>
