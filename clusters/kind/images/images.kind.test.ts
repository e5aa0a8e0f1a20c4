import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { runChecked } from '../../host/process.ts'
import { ensureEngine } from '../engine/ensure-engine.ts'
import { loadImages, saveImages } from './archive.ts'
import { buildImages } from './build.ts'
import { kindProgram } from './kind-program.ts'
import { listImages } from './list.ts'
import { imageNames } from './versions.ts'

const { signal } = new AbortController()
const hourMs = 60 * 60_000

beforeAll(async () => {
  await ensureEngine({ signal, say: () => {} })
  await buildImages({ signal, say: () => {} })
}, 2 * hourMs)

test('a second build finds everything built', async () => {
  const lines: string[] = []
  await buildImages({ signal, say: (line) => lines.push(line) })
  expect(lines).toEqual(['images: everything is built'])
})

test('every image that is listed is current', async () => {
  const images = await listImages(signal)
  expect(images.map(({ tag }) => tag)).toEqual(
    expect.arrayContaining([imageNames.node, imageNames.flannel, imageNames.flannelCNIPlugin]),
  )
  expect(images.filter(({ state }) => state === 'stale')).toEqual([])
})

test('the kind that was built runs', async () => {
  const { stdout } = await runChecked(kindProgram() as string, ['version'])
  expect(stdout).toContain('v0.33.0')
})

test(
  'saved images come back under the same names, and count as built',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'podnet-images-'))
    const file = join(folder, 'images.tar')
    try {
      const saved = await saveImages(file, signal)
      expect(statSync(file).size).toBeGreaterThan(100e6)
      expect((await loadImages(file, signal)).sort()).toEqual(saved.sort())
    } finally {
      rmSync(folder, { recursive: true })
    }
    expect((await listImages(signal)).every(({ state }) => state === 'current')).toBe(true)
  },
  hourMs,
)
