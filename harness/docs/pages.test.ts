import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { networks } from '../../properties/model/networks/index.ts'
import { docsFolder, pages } from './pages.ts'
import { propertiesPage } from './properties-page.ts'

// JSON is compared by value: its layout is Biome's.
test.each(Object.entries(pages))('docs/%s is current (node harness/docs/write.ts, npm run format)', (name, page) => {
  const text = readFileSync(new URL(name, docsFolder), 'utf8')
  if (name.endsWith('.json')) expect(JSON.parse(text)).toEqual(JSON.parse(page()))
  else expect(text).toBe(page())
})

test('a property is one row', () => {
  const page = propertiesPage([{ id: 'x', claim: 'a | b', claims: ['C1', 'C2'], level: 'core', needs: ['capture'] }])
  expect(page).toContain('| `x` | a \\| b | core | C1, C2 | capture |\n')
})

test('the JSON Schema is strict and knows every network', () => {
  const schema = JSON.parse(pages['scenario.schema.json']?.() ?? '')
  expect(schema.additionalProperties).toBe(false)
  expect(schema.required).toEqual(['apiVersion', 'kind', 'spec'])
  expect(schema.properties.spec.properties.network.enum).toEqual(networks.map(({ name }) => name))
  expect(schema.properties.spec.properties.pods.items.required).toEqual(['name', 'nodeName'])
})
