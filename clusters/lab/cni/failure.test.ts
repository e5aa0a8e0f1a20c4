import { expect, test } from 'vitest'
import { failureWords } from './failure.ts'

test('the error that the protocol asks for', () => {
  const stdout = JSON.stringify({
    cniVersion: '1.0.0',
    code: 11,
    msg: 'no addresses left',
    details: 'range 10.0.0.0/30',
  })
  expect(failureWords({ exitCode: 1, stdout, stderr: '' })).toBe('code 11: no addresses left\nrange 10.0.0.0/30')
})

test('whatever else there is', () => {
  expect(failureWords({ exitCode: 2, stdout: '', stderr: 'panic: nil\n' })).toBe('exit code 2\npanic: nil')
  expect(failureWords({ exitCode: 137, stdout: '{"code":', stderr: '' })).toBe('exit code 137\n{"code":')
})
