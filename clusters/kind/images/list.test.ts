import { expect, test } from 'vitest'
import { parseLoaded } from './archive.ts'
import { parseInspected } from './engine-images.ts'
import { renderImages } from './list.ts'

test('images are listed in columns', () => {
  const image = { key: '0123456789abcdef', created: '2026-11-22T19:00:01.5Z', state: 'current' as const }
  const lines = renderImages([
    { ...image, tag: 'localhost:5000/podnet/node:v1', sizeBytes: 1_234_000_000 },
    { ...image, tag: 'podnet/flannel:v0.28.10', sizeBytes: 61_000_000, state: 'stale' },
  ])
  expect(lines).toEqual([
    'NAME                        TAG       KEY               SIZE     CREATED              STATE',
    'localhost:5000/podnet/node  v1        0123456789abcdef  1234 MB  2026-11-22 19:00:01  current',
    'podnet/flannel              v0.28.10  0123456789abcdef  61 MB    2026-11-22 19:00:01  stale',
  ])
})

test('an empty list says how to fill it', () => {
  expect(renderImages([])).toEqual(['No images: podnet images build makes them.'])
})

test('an image counts once per tag, and one without a tag not at all', () => {
  const Config = { Labels: { 'podnet.key': 'k', 'podnet.step': 's' } }
  const inspected = [
    { RepoTags: ['b:1', 'a:1'], Size: 5, Created: 'then', Config },
    { RepoTags: null, Size: 6, Created: 'then', Config },
    { RepoTags: ['c:1'], Size: 7, Created: 'then', Config: null },
  ]
  const common = { key: 'k', step: 's', sizeBytes: 5, created: 'then' }
  expect(parseInspected(JSON.stringify(inspected))).toEqual([
    { ...common, tag: 'a:1' },
    { ...common, tag: 'b:1' },
    { tag: 'c:1', key: '', step: '', sizeBytes: 7, created: 'then' },
  ])
})

test('the names docker load prints are read', () => {
  expect(parseLoaded('Loaded image: podnet/node:v1\nLoaded image ID: sha256:abc\n')).toEqual([
    'podnet/node:v1',
    'sha256:abc',
  ])
})
