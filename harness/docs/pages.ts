import { properties } from '../../properties/registry.ts'
import { propertiesPage } from './properties-page.ts'
import { scenarioJsonSchema } from './scenario-json-schema.ts'

/** Generated files of docs/ by name. A test compares them with what is there. */
export const pages: Readonly<Record<string, () => string>> = {
  'properties.md': () => propertiesPage(properties),
  'scenario.schema.json': scenarioJsonSchema,
}

export const docsFolder = new URL('../../docs/', import.meta.url)
