import { z } from 'zod'
import type { ForwardingEntry, Neighbour } from '../../properties/model/facts.ts'

/** An entry of `ip -j neigh show`. */
export const neighbourSchema = z.object({
  dst: z.string(),
  dev: z.string(),
  lladdr: z.string().optional(),
  state: z.array(z.string()).default([]),
})

export function neighbourOf({ dst, dev, lladdr, state }: z.infer<typeof neighbourSchema>): Neighbour {
  return { device: dev, address: dst, states: state, ...(lladdr !== undefined && { mac: lladdr }) }
}

/** An entry of `bridge -j fdb show`. */
export const forwardingSchema = z.object({
  mac: z.string(),
  ifname: z.string(),
  dst: z.string().optional(),
  master: z.string().optional(),
  flags: z.array(z.string()).default([]),
  state: z.string().default(''),
})

export function forwardingEntryOf(entry: z.infer<typeof forwardingSchema>): ForwardingEntry {
  return {
    device: entry.ifname,
    mac: entry.mac,
    flags: entry.flags,
    state: entry.state,
    ...(entry.dst !== undefined && { destination: entry.dst }),
    ...(entry.master !== undefined && { master: entry.master }),
  }
}
