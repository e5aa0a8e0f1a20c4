import { z } from 'zod'

const processIdentity = z.object({ pid: z.number().int().positive(), startTime: z.number().int() })

/** A cluster, written before anything of it exists (design: ownership). */
export const clusterEntrySchema = z.object({
  kind: z.literal('cluster'),
  /** Unique for all time; stands in the environment of the holder's processes as `PODNET_CLUSTER`. */
  id: z.string(),
  name: z.string(),
  provider: z.string(),
  network: z.string(),
  nodes: z.number().int(),
  /** ISO time. */
  createdAt: z.string(),
  kept: z.boolean(),
  /** Commands that use the cluster: the one that started it, those that attached to it. Dead ones do not count. */
  users: z.array(processIdentity),
  /** Processes whose end is the cluster's end, outermost first. Absent until they run. */
  holder: z.array(processIdentity).optional(),
  /** What the provider needs to attach again; only the provider reads it. Absent until the start is complete. */
  state: z.unknown().optional(),
})
export type ClusterEntry = z.infer<typeof clusterEntrySchema>

/** The kernel's neighbour table limits, changed for clusters that need more room. */
export const neighbourTableEntrySchema = z.object({
  kind: z.literal('neighbour-table'),
  /** gc_thresh1, 2 and 3 as they were before the first user. */
  previous: z.tuple([z.number(), z.number(), z.number()]),
  /** Ids of the clusters that need the change. */
  users: z.array(z.string()),
})
export type NeighbourTableEntry = z.infer<typeof neighbourTableEntrySchema>

export const entrySchema = z.discriminatedUnion('kind', [clusterEntrySchema, neighbourTableEntrySchema])
export type Entry = z.infer<typeof entrySchema>
