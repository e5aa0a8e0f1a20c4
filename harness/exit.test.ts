import { CommanderError } from 'commander'
import { expect, test } from 'vitest'
import { ClusterNotFound } from '../clusters/cluster.ts'
import { exitCodeOf, exitCodes } from './exit.ts'
import { Interrupted } from './interrupted.ts'
import { UsageError } from './usage-error.ts'

test('the exit codes that others script against', () => {
  expect(Object.values(exitCodes)).toEqual([0, 1, 2, 130, 143, 254, 255])
})

test.each([
  [new UsageError('no'), 254],
  [new ClusterNotFound('no cluster x'), 254],
  [new CommanderError(1, 'commander.unknownOption', 'unknown option'), 254],
  [new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)'), 0],
  [new Interrupted('SIGINT'), 130],
  [new Interrupted('SIGTERM'), 143],
  [new TypeError('oh'), 255],
  ['oh', 255],
  [undefined, 255],
])('%s', (error, code) => {
  expect(exitCodeOf(error)).toBe(code)
})
