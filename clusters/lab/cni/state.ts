import { z } from 'zod'
import { cniConfSchema } from './conf.ts'

/** What a cluster knows of the plugins that attach its Pods. */
export const cniStateSchema = z.object({
  conf: cniConfSchema,
  folder: z.string(),
  /** What attaching each Pod gave, by the Pod's name. */
  results: z.record(z.string(), z.unknown()),
})
export type CniState = z.infer<typeof cniStateSchema>
