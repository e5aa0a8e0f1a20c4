import { expect, test } from 'vitest'
import { describe } from './exec-agent.ts'

test('how a command ended', () => {
  expect(describe({ status: 'Success' })).toBe('ended with exit code 0')
  const killed = { status: 'Failure', details: { causes: [{ reason: 'ExitCode', message: '137' }] } }
  expect(describe(killed)).toBe('ended with exit code 137')
  expect(describe({ status: 'Failure', message: 'container not found' })).toBe('ended: container not found')
})
