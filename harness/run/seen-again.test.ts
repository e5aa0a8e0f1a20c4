import { expect, test } from 'vitest'
import { counterexample } from '../../reports/records.fixture.ts'
import { seenAgain } from './seen-again.ts'

const { property, rule, subject, expected, observed } = counterexample()
const failure = { property, rule, subject, expected, observed }

test('the same failure: its rule and its subject, whatever the addresses', () => {
  const moved = counterexample({ subject: subject.replace('10.244.1.5', '10.244.1.9') })
  expect(seenAgain(failure, [moved]).seen).toBe('again')
  const other = counterexample({ subject: 'pod/x@node1 -> pod/y@node2 TCP 8080' })
  expect(seenAgain(failure, [{ ...other, otherSubjects: [subject] }]).seen).toBe('again')
  expect(seenAgain(failure, [other]).seen).toBe('elsewhere')
  expect(seenAgain(failure, [counterexample({ rule: 'self-view' })]).seen).toBe('not')
  expect(seenAgain(failure, []).seen).toBe('not')
})
