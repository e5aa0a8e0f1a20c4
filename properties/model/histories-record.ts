import { z } from 'zod'

/** What the histories of a profile came to. */
export const historiesSchema = z.object({
  made: z.number(),
  steps: z.number(),
  /** Steps by kind. */
  kinds: z.record(z.string(), z.number()),
  flows: z.number(),
  /** From the last step until all was right, of each history where that came; 0: at once. */
  convergedMs: z.array(z.number()),
  boundMs: z.number(),
  /** Where that number comes from. Absent in older records. */
  boundSource: z.string().optional(),
  /** The longest time without answers of a flow, touched by a step or not, of each history. */
  longestGapMs: z.array(z.number()),
})
