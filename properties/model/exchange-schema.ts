import { z } from 'zod'

const dnsType = z.enum(['A', 'AAAA', 'SRV', 'PTR', 'CNAME'])
const socketAddress = z.object({ address: z.string(), port: z.number() })

export const probeSchema = z.object({
  client: z.string(),
  bind: z.object({ address: z.string(), port: z.number().optional() }).optional(),
  sourcePort: z.number().optional(),
  connectOnly: z.literal(true).optional(),
  target: z.object({
    kind: z.string(),
    address: z.string(),
    port: z.number(),
    place: z.string().optional(),
    service: z.string().optional(),
    server: z.string().optional(),
  }),
  protocol: z.enum(['tcp', 'udp', 'icmp']),
  size: z.enum(['small', 'full', 'oversize', 'fragmented', 'bulk']),
  payloadBytes: z.number(),
  query: z.object({ name: z.string(), type: dnsType }).exactOptional(),
})

export const observationSchema = z.object({
  outcome: z.string(),
  error: z.string().optional(),
  client: socketAddress.optional(),
  server: z.object({ identity: z.string(), local: socketAddress, peer: socketAddress }).optional(),
  answer: z
    .object({
      rcode: z.string(),
      records: z.array(z.object({ name: z.string(), type: dnsType, data: z.string() })),
      truncated: z.boolean().exactOptional(),
    })
    .exactOptional(),
  durationMs: z.number(),
  heldUpMs: z.number().exactOptional(),
})

/** Milliseconds since the traffic began. */
const gapSchema = z.object({ fromMs: z.number(), toMs: z.number() })

const flowReportSchema = z.object({
  attempts: z.number(),
  answered: z.number(),
  failed: z.record(z.string(), z.number()),
  servers: z.array(
    z.object({
      identity: z.string(),
      local: socketAddress,
      peer: socketAddress,
      sinceMs: z.number(),
      answers: z.number().exactOptional(),
    }),
  ),
  changes: z.number(),
  longestGap: gapSchema,
  silentMs: z.number().exactOptional(),
  ended: z.object({ outcome: z.string(), error: z.string().optional(), atMs: z.number() }).optional(),
  client: socketAddress.optional(),
})

export const flowSchema = z.object({ kind: z.enum(['held', 'fresh']), probe: probeSchema })
export const trafficSchema = z.object({ reports: z.array(flowReportSchema), longestPauseMs: z.number() })

/** Lines by Node (load.ts). */
const listingsSchema = z.record(z.string(), z.array(z.string()))

/** Connections that a stage held open, and what IPVS counted (load.ts). */
export const loadSchema = z.object({
  flows: z.array(flowSchema),
  traffic: trafficSchema,
  before: listingsSchema,
  open: listingsSchema,
  after: listingsSchema,
})
