import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { rootStep } from './root-step.ts'

const title = 'what debootstrap has mounted is gone once it is killed'
const isRoot = process.getuid?.() === 0

/** Stands for debootstrap in the middle of its work: it has mounted something below its root, and takes its time. */
const busy = `#!/bin/sh
root=$4
mkdir -p "$root/proc" && mount -t proc proc "$root/proc" && touch "$root/mounted" && exec sleep 600
`
const tools = mkdtempSync(join(tmpdir(), 'podnet-tools-'))
const scratch = mkdtempSync(join(tmpdir(), 'podnet-scratch-'))

beforeAll(() => {
  writeFileSync(join(tools, 'debootstrap'), busy)
  chmodSync(join(tools, 'debootstrap'), 0o755)
  vi.stubEnv('PATH', `${tools}:${process.env.PATH}`)
})
afterAll(() => {
  vi.unstubAllEnvs()
  for (const folder of [tools, scratch]) rmSync(folder, { recursive: true, force: true })
})

test.skipIf(!isRoot)(isRoot ? title : `${title} (not run: needs root)`, async () => {
  const controller = new AbortController()
  const context = { scratch, labels: [], folderOf: () => '', say: () => {}, signal: controller.signal }
  const step = rootStep.run(context)
  const end = expect(step).rejects.toThrow('enough')
  await vi.waitUntil(() => existsSync(join(scratch, 'root', 'mounted')), { timeout: 30_000 })
  controller.abort(new Error('enough'))
  await end
  // The namespaces end with their last process, which the kernel may take a moment to bury.
  await vi.waitUntil(() => !isMounted(), { timeout: 10_000 }).catch(() => {})
  expect(isMounted()).toBe(false)
  rmSync(scratch, { recursive: true })
})

const isMounted = (): boolean => readFileSync('/proc/mounts', 'utf8').includes(scratch)
