import { expect, test } from 'vitest'
import { runChecked } from '../../host/process.ts'
import { isRunning } from '../../host/process-identity.ts'
import { imageNames } from '../images/versions.ts'
import { ensureEngine } from './ensure-engine.ts'
import { readEngineEntry } from './entry.ts'
import { areEnough, readInotifyLimits } from './inotify.ts'
import { findUplinks } from './uplinks.ts'

const { signal } = new AbortController()

test('two commands at once get the same engine', async () => {
  const lines: string[] = []
  const say = (line: string) => lines.push(line)
  const [first, second] = await Promise.all([ensureEngine({ signal, say }), ensureEngine({ signal, say })])
  expect(second).toEqual(first)
  expect(lines.filter((line) => line.startsWith('dockerd started')).length).toBeLessThanOrEqual(1)
})

test('the inotify limits let several nodes start', () => {
  expect(areEnough(readInotifyLimits())).toBe(true)
})

test('an engine of ours is in the ledger, and closed towards the outside', async () => {
  const { isOurs } = await ensureEngine({ signal, say: () => {} })
  const entry = readEngineEntry()
  expect(entry?.process !== undefined && isRunning(entry.process)).toBe(isOurs)
  if (!isOurs) return
  const { stdout } = await runChecked('iptables', ['-w', '-S', 'DOCKER-USER'])
  for (const uplink of await findUplinks()) expect(stdout).toContain(`-A DOCKER-USER -o ${uplink} -j DROP`)
})

test('a privileged container starts, and commands run in it', async () => {
  const start = ['run', '--detach', '--rm', '--privileged', '--entrypoint=sleep', imageNames.root, 'infinity']
  const container = (await runChecked('docker', start)).stdout.trim()
  try {
    const { stdout } = await runChecked('docker', ['exec', '--privileged', container, 'cat', '/etc/debian_version'])
    expect(stdout).toMatch(/^12\./)
  } finally {
    await runChecked('docker', ['rm', '--force', container])
  }
})
