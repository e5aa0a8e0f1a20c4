import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endPrograms } from './end-programs.ts'

const folder = mkdtempSync(join(tmpdir(), 'podnet-programs-'))
beforeAll(() => {
  for (const name of ['docker', 'other']) symlinkSync(process.execPath, join(folder, name))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A program of this name that waits, once it runs. */
async function start(name: string, argument: string) {
  const child = spawn(join(folder, name), ['-e', "setTimeout(() => {}, 20_000); console.log('runs')", argument])
  await once(child.stdout, 'data')
  return child
}

test('docker at work on the cluster ends; other programs, and docker for another cluster, go on', async () => {
  const cluster = `test-${process.pid}-abc123`
  const atWork = await start('docker', `${cluster}-worker`)
  const others = await Promise.all([start('other', cluster), start('docker', `${cluster}4`)])
  const exit = once(atWork, 'exit')
  await endPrograms(cluster)
  expect(await exit).toEqual([null, 'SIGKILL'])
  expect(others.map(({ exitCode, signalCode }) => [exitCode, signalCode])).toEqual([
    [null, null],
    [null, null],
  ])
  for (const other of others) other.kill()
})
