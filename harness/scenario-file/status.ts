import { z } from 'zod'
import { observationSchema, probeSchema } from '../../properties/model/exchange-schema.ts'

const failureSchema = z
  .strictObject({
    property: z.string().describe('Id of the property that was refuted.'),
    rule: z.string().describe('Id of the rule; podnet list rules has its text.'),
    subject: z.string().describe('Who to whom.'),
    expected: z.string(),
    observed: z.string(),
    persistence: z.enum(['persistent', 'late', 'flaky']).exactOptional(),
    probe: probeSchema.exactOptional().describe('The attempt that failed.'),
    observation: observationSchema.exactOptional(),
  })
  .describe('What failed with this scenario; replay says whether it does again.')

/** `status` of a scenario file: what was seen of the scenario, as a Kubernetes object says it of itself. */
export const statusSchema = z
  .strictObject({
    reason: z.string().exactOptional().describe('Why the scenario is kept.'),
    run: z.string().exactOptional().describe('Id of the run that saw it.'),
    command: z.string().exactOptional().describe("That run's command line."),
    seed: z.int().exactOptional(),
    caseIndex: z.int().exactOptional(),
    versions: z.record(z.string(), z.string()).exactOptional().describe('Of podnet, the kernel and the tools.'),
    failure: failureSchema.exactOptional(),
  })
  .describe('What was seen of the scenario. podnet writes it; nothing is made of it but the comparison of replay.')

export type ScenarioStatus = z.infer<typeof statusSchema>
export type SeenFailure = z.infer<typeof failureSchema>
