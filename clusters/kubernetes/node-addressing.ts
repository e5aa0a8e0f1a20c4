import { z } from 'zod'

/** Which addresses each Node owns, by the Node's name in scenarios. */
export const nodeAddressingSchema = z.object({
  podRanges: z.record(z.string(), z.array(z.string())),
  /** Where the network allocates them. */
  tunnelAddresses: z.record(z.string(), z.string()),
})
export type NodeAddressing = z.infer<typeof nodeAddressingSchema>
