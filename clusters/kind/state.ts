import { z } from 'zod'
import { kubernetesStateSchema } from '../kubernetes/state.ts'

/** Written before anything is made. */
export const kindTraceSchema = z.object({
  /** docker's network `kind` did not exist before this cluster: it goes with it, unless others use it. */
  networkWasAbsent: z.boolean(),
})

export type KindTrace = z.infer<typeof kindTraceSchema>

/** Everything podnet knows of a kind cluster, kept in the ledger, so that another command can attach. */
export const kindStateSchema = kindTraceSchema.extend({
  ...kubernetesStateSchema.shape,
  /** Container of each Node, by the Node's name in scenarios. Kubernetes calls its Nodes by the same names. */
  containers: z.record(z.string(), z.string()),
})
export type KindState = z.infer<typeof kindStateSchema>
