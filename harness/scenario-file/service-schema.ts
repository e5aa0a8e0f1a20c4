import { z } from 'zod'
import { nodePortRange } from '../../properties/model/service.ts'
import {
  addressProblem,
  affinityTimeoutProblem,
  domainNameProblem,
  labelProblem,
  labelValueProblem,
  portNameProblem,
  portNumberProblem,
  serviceNameProblem,
  specialAddressProblem,
  unsupported,
} from './api-words.ts'

/** A text the API server would judge by the function. */
function text(problemOf: (value: string) => string | undefined) {
  return z.string().check((ctx) => {
    const message = problemOf(ctx.value)
    if (message !== undefined) ctx.issues.push({ code: 'custom', message, input: ctx.value })
  })
}

/** The same of a whole number; its bounds are for editors. */
function number(problemOf: (value: number) => string | undefined, minimum: number, maximum: number) {
  const schema = z.int().check((ctx) => {
    const message = problemOf(ctx.value)
    if (message !== undefined) ctx.issues.push({ code: 'custom', message, input: ctx.value })
  })
  return schema.meta({ minimum, maximum })
}

/** One of some words; another is refused as the API server does it. */
function word<const Word extends string>(words: readonly Word[]) {
  const schema = text((value) => (words.includes(value as Word) ? undefined : unsupported(value, words)))
  return schema.meta({ enum: words }) as unknown as z.ZodType<Word, Word>
}

const protocol = word(['TCP', 'UDP'])
const policy = word(['Cluster', 'Local'])
const port = number(portNumberProblem, 1, 65_535)
const targetPort = z.union([port, text(portNameProblem)])
export const labels = z.record(z.string(), text(labelValueProblem))
export const dnsPolicy = word(['ClusterFirst', 'ClusterFirstWithHostNet', 'Default'])
export const dnsLabel = text(labelProblem)

export const containerPort = z.strictObject({
  name: text(portNameProblem).exactOptional().describe("A Service's targetPort may name it; unique in the Pod."),
  protocol: protocol.default('TCP'),
  hostPort: port.exactOptional().describe('Port of the Node that leads to the container’s port.'),
})

const servicePort = z
  .strictObject({
    name: dnsLabel.exactOptional().describe('Must be there where the Service has several ports.'),
    protocol: protocol.default('TCP'),
    port,
    targetPort: targetPort.exactOptional().describe('A number or the name of a container’s port; `port` by default.'),
    nodePort: z
      .int()
      .meta({ minimum: nodePortRange.first, maximum: nodePortRange.last })
      .exactOptional()
      .describe('NodePort only, 30000 to 32767; assigned by default.'),
  })
  .transform(({ targetPort, ...rest }) => ({ ...rest, targetPort: targetPort ?? rest.port }))

const condition = (byDefault: boolean) => z.boolean().default(byDefault)
const conditions = z.strictObject({ ready: condition(true), serving: condition(true), terminating: condition(false) })

const endpointSlice = z.strictObject({
  ports: z
    .array(z.strictObject({ name: dnsLabel.exactOptional(), protocol: protocol.default('TCP'), port }))
    .describe('By the names of the Service’s ports.'),
  endpoints: z.array(
    z.strictObject({
      target: z
        .templateLiteral([z.enum(['pod', 'node']), '/', z.string()])
        .or(z.literal('external'))
        .describe('pod/NAME, node/NAME or external: its address is the endpoint.'),
      conditions: conditions.default({ ready: true, serving: true, terminating: false }),
    }),
  ),
})

/** A Service: name, namespace and the fields of its `spec` in Kubernetes. */
export const service = z.strictObject({
  name: text(serviceNameProblem),
  namespace: dnsLabel.exactOptional(),
  type: word(['ClusterIP', 'NodePort', 'ExternalName']).default('ClusterIP'),
  clusterIP: text((value) => (value === 'None' ? undefined : addressProblem(value)))
    .exactOptional()
    .describe('`None`: headless. Assigned by default.'),
  ports: z.array(servicePort).default([]),
  selector: labels.exactOptional().describe('Pods with all these labels are its endpoints.'),
  endpointSlices: z.array(endpointSlice).exactOptional().describe('Endpoints of a Service without selector.'),
  externalName: text(domainNameProblem).exactOptional(),
  externalIPs: z.array(text(specialAddressProblem)).exactOptional(),
  sessionAffinity: word(['None', 'ClientIP']).exactOptional(),
  sessionAffinityConfig: z
    .strictObject({ clientIP: z.strictObject({ timeoutSeconds: number(affinityTimeoutProblem, 1, 86_400) }) })
    .exactOptional()
    .describe('10800 seconds by default.'),
  externalTrafficPolicy: policy.exactOptional(),
  internalTrafficPolicy: policy.exactOptional(),
  publishNotReadyAddresses: z.boolean().exactOptional(),
  trafficDistribution: word(['PreferClose', 'PreferSameZone', 'PreferSameNode']).exactOptional(),
})
