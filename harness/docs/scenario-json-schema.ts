import { z } from 'zod'
import { scenarioFileSchema } from '../scenario-file/schema.ts'

/** docs/scenario.schema.json: the shape of a scenario file, for editors. */
export function scenarioJsonSchema(): string {
  const schema = z.toJSONSchema(scenarioFileSchema, { io: 'input', target: 'draft-2020-12' })
  const titled = { ...schema, title: 'podnet scenario file', description: 'Described in docs/scenario.md.' }
  return `${JSON.stringify(titled, undefined, 2)}\n`
}
