import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import {
  currentProcess,
  identifyProcess,
  isRunning,
  kill,
  type ProcessIdentity,
  parseStat,
} from './process-identity.ts'

test('reads state, parent and start time behind a name with spaces and parentheses', () => {
  const fields = Array.from({ length: 19 }, (_, index) => index)
  expect(parseStat(`42 (a) b (c) S 7 ${fields.slice(3, 20).join(' ')} 0 123456 99`)).toEqual({
    state: 'S',
    parent: 7,
    startTime: 123456,
  })
})

test('text of something else is no stat', () => {
  expect(parseStat('')).toBeUndefined()
})

test('a process is itself and no other of the same number', () => {
  const own = currentProcess()
  expect(isRunning(own)).toBe(true)
  expect(isRunning({ ...own, startTime: own.startTime + 1 })).toBe(false)
})

test('kill ends exactly the process that was meant', async () => {
  const child = spawn('sleep', ['30'])
  const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)))
  const identity = identifyProcess(child.pid as number) as ProcessIdentity
  kill({ ...identity, startTime: identity.startTime - 1 })
  expect(isRunning(identity)).toBe(true)
  kill(identity)
  expect(await ended).toBe('SIGKILL')
  expect(isRunning(identity)).toBe(false)
  kill(identity)
})
