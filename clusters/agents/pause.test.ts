import { spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Agents } from './agents.ts'
import { pauseWhile } from './pause.ts'

/** A program of this test's own; the kernel keeps 15 letters of its name. */
const program = `still-${process.pid}`
let folder: string
let pids: number[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podnet-pause-'))
  copyFileSync('/bin/sleep', join(folder, program))
  pids = [1, 2].map(() => spawn(join(folder, program), ['60'], { stdio: 'ignore' }).pid as number)
})
afterEach(() => {
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  rmSync(folder, { recursive: true })
})

/** Agents whose Nodes are this machine. */
const agents: Pick<Agents, 'run'> = {
  run: async (commands) => {
    const results = [...commands].map(async ([host, list]) => {
      const { exitCode = -1, stdout, stderr } = await execa('env', list[0]?.argv ?? [], { reject: false })
      return [host, [{ exitCode, stdout, stderr }]] as const
    })
    return new Map((await Promise.all(results)).map(([host, list]) => [host, [...list]]))
  },
}

const stateOf = (pid: number): string => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] ?? ''
const states = (): string => pids.map(stateOf).join('')

test('every process of the program stands still while the action runs, and goes on afterwards', async () => {
  const { daemon, result } = await pauseWhile(agents, ['node1'], program, async () => states())
  expect(result).toBe('TT')
  expect(daemon).toEqual({ program, nodes: { node1: { processes: 2, running: 0 } } })
  await expect.poll(states).toBe('SS')
})

test('it goes on when the action throws', async () => {
  const failing = () => Promise.reject(new Error('enough'))
  await expect(pauseWhile(agents, ['node1'], program, failing)).rejects.toThrow('enough')
  await expect.poll(states).toBe('SS')
})

test('what somebody else has stopped stays stopped', async () => {
  process.kill(pids[1] as number, 'SIGSTOP')
  await expect.poll(states).toBe('ST')
  const { daemon } = await pauseWhile(agents, ['node1'], program, async () => undefined)
  expect(daemon.nodes.node1).toEqual({ processes: 2, running: 0 })
  await expect.poll(states).toBe('ST')
})

test('one that somebody woke meanwhile is told', async () => {
  const wake = async () => {
    process.kill(pids[0] as number, 'SIGCONT')
    await expect.poll(() => stateOf(pids[0] as number)).toBe('S')
  }
  const { daemon } = await pauseWhile(agents, ['node1'], program, wake)
  expect(daemon.nodes.node1).toEqual({ processes: 2, running: 1 })
})

test('nothing waits on the Node to wake it once it goes on, and a Node without the program has none', async () => {
  await pauseWhile(agents, ['node1'], program, async () => undefined)
  const running = async () => (await execa('ps', ['-eo', 'args'])).stdout
  await expect.poll(running).not.toContain(`kill -CONT  ${pids[0]}`)
  const none = await pauseWhile(agents, ['node1'], 'no-such-program', async () => 7)
  expect(none).toEqual({
    daemon: { program: 'no-such-program', nodes: { node1: { processes: 0, running: 0 } } },
    result: 7,
  })
})
