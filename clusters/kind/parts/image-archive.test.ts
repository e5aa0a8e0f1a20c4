import { expect, test } from 'vitest'
import { parseArchiveManifest, readArchive, readArchiveOnce } from './image-archive.ts'

test('names and ids, of the older and of the newer layout', () => {
  const entries = [
    { Config: '0a.json', RepoTags: ['a:1', 'b:1'], Layers: [] },
    { Config: 'blobs/sha256/0c', RepoTags: null },
    { Config: 'blobs/sha256/0d', RepoTags: ['d:1'] },
  ]
  expect(parseArchiveManifest(JSON.stringify(entries))).toEqual([
    { name: 'a:1', id: 'sha256:0a' },
    { name: 'b:1', id: 'sha256:0a' },
    { name: 'd:1', id: 'sha256:0d' },
  ])
})

test('what is no archive is named', async () => {
  await expect(readArchive('/nonexistent.tar')).rejects.toThrow('/nonexistent.tar: not an archive')
})

test('an archive is read once for each owner', () => {
  const [owner, other] = [{}, {}]
  const once = readArchiveOnce(owner, '/nonexistent.tar')
  const again = readArchiveOnce(owner, '/nonexistent.tar')
  const others = readArchiveOnce(other, '/nonexistent.tar')
  for (const images of [once, others]) images.catch(() => undefined)
  expect(again).toBe(once)
  expect(others).not.toBe(once)
})
