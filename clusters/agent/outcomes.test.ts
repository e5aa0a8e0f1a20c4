import { constants } from 'node:os'
import { expect, test } from 'vitest'
import { errnoName } from './errno.ts'
import { observedErrno } from './outcomes.ts'

test.each([
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  ['EHOSTUNREACH', 'host-unreachable'],
  ['ENETUNREACH', 'network-unreachable'],
  ['EMSGSIZE', 'message-too-big'],
  ['EPERM', 'not-permitted'],
  ['EACCES', 'not-permitted'],
  ['EINVAL', 'invalid-argument'],
  ['EADDRINUSE', 'address-in-use'],
  ['ETIMEDOUT', 'timed-out'],
  ['EMFILE', 'not-made'],
  ['EADDRNOTAVAIL', 'failed'],
  ['ENOTCONN', 'failed'],
] as const)('%s is %s', (name, outcome) => {
  expect(observedErrno(constants.errno[name])).toEqual({ outcome, error: name })
})

test('a number keeps the name that Linux uses first, or stays a number', () => {
  expect(errnoName(constants.errno.EAGAIN)).toBe('EAGAIN')
  expect(errnoName(112)).toBe('EHOSTDOWN')
  expect(errnoName(4095)).toBe('errno 4095')
})
