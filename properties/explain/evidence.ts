import { z } from 'zod'
import { observationSchema, probeSchema } from '../model/exchange-schema.ts'
import type { StructureFacts } from '../model/facts.ts'
import type { Frame } from '../model/frame.ts'
import { findNetwork } from '../model/networks/index.ts'
import type { Observation } from '../model/observation.ts'
import type { PlaceId } from '../model/place.ts'
import type { Probe } from '../model/probe.ts'
import { clusterStatusSchema, scenarioSchema, topologySchema } from '../model/run-record.ts'
import type { Scenario } from '../model/scenario.ts'
import type { ClusterStatus } from '../model/status.ts'
import { makeWorld, type World } from '../model/world.ts'

/** What a command printed in a place. */
const outputSchema = z.object({
  place: z.string(),
  name: z.string(),
  /** `before` and `after` the probes were made again. */
  when: z.enum(['before', 'after']),
  command: z.string(),
  /** 127: there is no such program there. */
  exitCode: z.number(),
  text: z.string(),
  /** Bytes left out at the end. */
  cutBytes: z.number().exactOptional(),
})
export type Output = z.infer<typeof outputSchema>

/** Everything that was read of one failing pair while its cluster ran: enough to explain it again later. */
export const evidenceSchema = z.object({
  schemaVersion: z.literal(1),
  property: z.string(),
  rule: z.string(),
  subject: z.string(),
  expected: z.string(),
  observed: z.string(),
  /** Which subjects of the rule are hit. */
  pattern: z.string(),
  network: z.string(),
  topology: topologySchema,
  scenario: scenarioSchema,
  status: clusterStatusSchema,
  probe: probeSchema,
  /** The probe made again while frames were recorded. */
  attempts: z.array(observationSchema),
  /** Other probes of the pair, made at the same time. */
  others: z.array(z.object({ name: z.string(), probe: probeSchema, observation: observationSchema })),
  structure: z.record(z.string(), z.unknown()),
  outputs: z.array(outputSchema),
  frames: z.array(z.unknown()),
  /** Frames that were left out, by the kernel or for the file's size. Not 0: a missing frame proves nothing. */
  droppedFrames: z.number(),
  /** Why there are no frames. */
  captureProblem: z.string().exactOptional(),
  /** What was left out for the file's size; absent: nothing. */
  cut: z.array(z.string()).exactOptional(),
})
type Written = z.infer<typeof evidenceSchema>

export interface PathEvidence
  extends Omit<Written, 'topology' | 'scenario' | 'status' | 'probe' | 'attempts' | 'others' | 'structure' | 'frames'> {
  topology: World['topology']
  scenario: Scenario
  status: ClusterStatus
  probe: Probe
  attempts: Observation[]
  others: { name: string; probe: Probe; observation: Observation }[]
  structure: StructureFacts
  frames: Frame[]
}

/** Reads evidence that was saved. Throws where it is not of this form. */
export function parseEvidence(text: string): PathEvidence {
  return evidenceSchema.parse(JSON.parse(text)) as PathEvidence
}

/** Throws Error for a network this podnet does not know. */
export function worldOfEvidence({ network: name, topology, scenario, status }: PathEvidence): World {
  const network = findNetwork(name)
  if (network === undefined) throw new Error(`no network ${name}`)
  return makeWorld(network, topology, scenario, status)
}

/** A reading that was cut is none: half a rule set lacks the rule that lets a packet pass. */
export function outputOf(
  { outputs }: Pick<PathEvidence, 'outputs'>,
  place: PlaceId,
  name: string,
  when: Output['when'] = 'after',
): Output | undefined {
  return outputs.find(
    (one) => one.place === place && one.name === name && one.when === when && one.cutBytes === undefined,
  )
}
