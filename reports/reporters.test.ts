import { expect, test } from 'vitest'
import { runRecordSchema } from '../properties/model/run-record.ts'
import { noColours } from './colours.ts'
import { refutedProfile, runRecord } from './records.fixture.ts'
import { findReporter, reporters } from './reporters.ts'

test('every reporter has a name and a file of its own', () => {
  expect(reporters.map(({ name, file }) => `${name} ${file}`)).toEqual([
    'terminal report.txt',
    'json report.json',
    'junit junit.xml',
  ])
  expect(new Set(reporters.map(({ file }) => file)).has('run.json')).toBe(false)
})

test('the JSON report is the run record', () => {
  const record = runRecord([refutedProfile()])
  const text = findReporter('json')?.render(record, { folder: 'x', colours: noColours }) ?? ''
  expect(runRecordSchema.parse(JSON.parse(text))).toEqual(record)
})

test('an unknown name is no reporter', () => {
  expect(findReporter('html')).toBeUndefined()
})
