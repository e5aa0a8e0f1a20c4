import { z } from 'zod'

const share = z.object({ hit: z.number(), possible: z.number() })

/** What a sample of pairs hit, of all that the chosen properties could probe. */
export const sampleSharesSchema = z.object({
  /** Pairs of a client's and a target's place. */
  pairs: share,
  /** Client kind, target kind and node relation, as in a coverage cell. */
  classes: share,
  /** Nodes as clients: through their Pods where they have some. */
  clientNodes: share,
  targetNodes: share,
  clientPods: share,
  targetPods: share,
})
export type SampleShares = z.infer<typeof sampleSharesSchema>

export const cleanCasesSchema = z.object({
  cases: z.number(),
  /** A fault that shows in this share of cases or more is excluded with 95 % confidence. */
  excludes: z.number(),
})

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
