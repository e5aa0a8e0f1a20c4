import { z } from 'zod'
import { kubernetesStateSchema } from '../kubernetes/state.ts'

/** Written before anything is made: how to reach the cluster again. Paths and names, no credentials. */
export const existingTraceSchema = z.object({ kubeconfig: z.string(), context: z.string() })
export type ExistingTrace = z.infer<typeof existingTraceSchema>

/** Everything podnet knows of its part in somebody's cluster. */
export const existingStateSchema = existingTraceSchema.extend({
  ...kubernetesStateSchema.shape,
  /** What Kubernetes calls each Node, by its name in scenarios. */
  nodeNames: z.record(z.string(), z.string()),
})
export type ExistingState = z.infer<typeof existingStateSchema>
