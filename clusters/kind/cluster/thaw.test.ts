import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { thaw } from './thaw.ts'

const root = mkdtempSync(join(tmpdir(), 'podnet-freezer-'))
afterAll(() => rmSync(root, { recursive: true }))

function cgroup(path: string, state: string): string {
  const folder = join(root, path)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'freezer.state'), `${state}\n`)
  return join(folder, 'freezer.state')
}

test('what stands still in a container goes on, and nothing of other containers', () => {
  cgroup('docker/abc', 'THAWED')
  const inside = cgroup('docker/abc/kubelet/pod1', 'FROZEN')
  const other = cgroup('docker/abd', 'FROZEN')
  expect(thaw('abc', root)).toBe(1)
  expect(readFileSync(inside, 'utf8')).toBe('THAWED')
  expect(readFileSync(other, 'utf8')).toBe('FROZEN\n')
})

test('without cgroups of that kind nothing happens', () => {
  expect(thaw('abc', join(root, 'absent'))).toBe(0)
})
