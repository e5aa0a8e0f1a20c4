import type { V1CustomResourceDefinition } from '@kubernetes/client-node'
import { expect, test } from 'vitest'
import { parseManifest, readManifestFile } from './read-manifest.ts'

test('every document is an object; empty ones are passed over', () => {
  const text =
    '---\n---\napiVersion: v1\nkind: A\nmetadata: {name: a}\n---\napiVersion: v1\nkind: B\nmetadata: {name: b}\n'
  expect(parseManifest(text).map(({ kind }) => kind)).toEqual(['A', 'B'])
})

test.each([
  ['', 'it holds no objects'],
  ['a: [', 'Flow sequence'],
  ['kind: A\n', 'document 1 has no apiVersion, kind or metadata.name'],
])('%j is refused', (text, words) => {
  expect(() => parseManifest(text)).toThrow(words)
})

test('a file that cannot be read is named', () => {
  expect(() => readManifestFile('/nonexistent.yaml')).toThrow('--manifest /nonexistent.yaml: ENOENT')
})

test("what Kubernetes' client would leave out is kept", () => {
  const schema = 'openAPIV3Schema: {type: integer, default: 3, x-kubernetes-int-or-string: true}'
  const text = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\nspec: {versions: [{schema: {${schema}}}]}\n`
  const [object] = parseManifest(text) as [V1CustomResourceDefinition]
  const read = object.spec.versions[0]?.schema?.openAPIV3Schema
  expect(read).toMatchObject({ _default: 3, x_kubernetes_int_or_string: true })
})
