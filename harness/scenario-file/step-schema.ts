import { z } from 'zod'
import { service as serviceSchema } from './service-schema.ts'

/** The Steps of a scenario, as properties/model/step.ts has them. `pod`: the schema of a Pod, `name` that of a name. */
export function stepSchema<Pod extends z.ZodType, Name extends z.ZodType<string>>(pod: Pod, name: Name) {
  const named = { serviceName: z.string(), namespace: z.string().exactOptional() }
  const { selector, ports, externalTrafficPolicy, internalTrafficPolicy, sessionAffinity, sessionAffinityConfig } =
    serviceSchema.shape
  const change = z.strictObject({
    selector: selector
      .unwrap()
      .refine(
        (labels) => Object.keys(labels).length > 0,
        'at least one label expected: without any, Kubernetes leaves the endpoints as they are',
      )
      .exactOptional(),
    ports: ports.unwrap().exactOptional(),
    externalTrafficPolicy,
    internalTrafficPolicy,
    sessionAffinity,
    sessionAffinityConfig,
  })
  return z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('create-pod'), pod }),
    z.strictObject({ kind: z.literal('delete-pod'), podName: name }),
    z.strictObject({ kind: z.literal('move-pod'), podName: name, nodeName: name }),
    z.strictObject({ kind: z.literal('reuse-address'), podName: name.describe('Deleted.'), pod }),
    z.strictObject({
      kind: z.literal('scale'),
      ...named,
      pods: z.array(pod).describe('They take the place of all Pods that the Service selects.'),
    }),
    z.strictObject({ kind: z.literal('set-readiness'), podName: name, ready: z.boolean() }),
    z.strictObject({ kind: z.literal('change-service'), ...named, change }),
    z.strictObject({ kind: z.literal('delete-service'), ...named }),
    z.strictObject({ kind: z.literal('create-service'), service: serviceSchema }),
    z.strictObject({
      kind: z.literal('drain-node'),
      nodeName: name,
      to: z.array(name).min(1).describe('Where its Pods go, in turn.'),
    }),
    z.strictObject({ kind: z.literal('add-node'), nodeName: name.describe('One of absentNodes until then.') }),
    z.strictObject({ kind: z.literal('remove-node'), nodeName: name.describe('Without Pods by then.') }),
    z.strictObject({ kind: z.literal('flap-link'), nodeName: name }),
    z.strictObject({ kind: z.literal('restart'), what: z.enum(['proxy', 'dns', 'network-daemon']) }),
  ])
}
