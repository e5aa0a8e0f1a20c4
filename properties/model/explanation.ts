import { z } from 'zod'

/** One thing that a packet meets on its way, and whether it is as the network promises. */
export const hopSchema = z.object({
  /** `forward`: from the client to the server; `reverse`: the answer. */
  direction: z.enum(['forward', 'reverse']),
  /** What happens there: `route`, `tunnel neighbour`, `filter` ... */
  hop: z.string(),
  /** Where: `node/node1`, `pod/a`. */
  place: z.string(),
  /** What decides it there: a route, a device, a rule. */
  object: z.string(),
  expected: z.string(),
  actual: z.string(),
  /** A command that shows it, to be given in the place. */
  command: z.string(),
  /** `seen` and `not seen` are of frames; `unknown` is what could not be read. */
  state: z.enum(['ok', 'broken', 'unknown', 'seen', 'not seen']),
})
export type Hop = z.infer<typeof hopSchema>

/** Why a probe was refuted: the first hop that is not as promised and can be the cause, or that none is known. */
export const explanationSchema = z.object({
  /** Who to whom. */
  subject: z.string(),
  /** The outcome in one sentence, for people. */
  sentence: z.string(),
  /** Absent: it is not known what breaks it. */
  broken: hopSchema.optional(),
  /** Which probes of the pair fail and which do not, first over the matrix. */
  pattern: z.array(z.string()),
  hops: z.array(hopSchema),
  /** What is not as promised on the way and yet cannot be the cause, and what could not be read. */
  notes: z.array(z.string()),
  /** File of the evidence, below the run folder. */
  evidence: z.string().optional(),
})
export type Explanation = z.infer<typeof explanationSchema>
