import { z } from 'zod'
import { podSchema, serviceSchema } from './services/schema.ts'

const podName = z.string()
const nodeName = z.string()
const service = { serviceName: z.string(), namespace: z.string().exactOptional() }
const { selector, ports, externalTrafficPolicy, internalTrafficPolicy, sessionAffinity, sessionAffinityConfig } =
  serviceSchema.shape

/** A Step of a scenario (step.ts). */
export const stepSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('create-pod'), pod: podSchema }),
  z.object({ kind: z.literal('delete-pod'), podName }),
  z.object({ kind: z.literal('move-pod'), podName, nodeName }),
  z.object({ kind: z.literal('reuse-address'), podName, pod: podSchema }),
  z.object({ kind: z.literal('scale'), ...service, pods: z.array(podSchema) }),
  z.object({ kind: z.literal('set-readiness'), podName, ready: z.boolean() }),
  z.object({
    kind: z.literal('change-service'),
    ...service,
    change: z.object({
      selector,
      ports: ports.exactOptional(),
      externalTrafficPolicy,
      internalTrafficPolicy,
      sessionAffinity,
      sessionAffinityConfig,
    }),
  }),
  z.object({ kind: z.literal('delete-service'), ...service }),
  z.object({ kind: z.literal('create-service'), service: serviceSchema }),
  z.object({ kind: z.literal('drain-node'), nodeName, to: z.array(z.string()) }),
  z.object({ kind: z.literal('add-node'), nodeName }),
  z.object({ kind: z.literal('remove-node'), nodeName }),
  z.object({ kind: z.literal('flap-link'), nodeName }),
  z.object({ kind: z.literal('restart'), what: z.enum(['proxy', 'dns', 'network-daemon']) }),
])
