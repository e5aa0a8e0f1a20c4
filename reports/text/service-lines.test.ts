import { expect, test } from 'vitest'
import { profileResult } from '../records.fixture.ts'
import { serviceLines } from './service-lines.ts'

test('classes that Services had, and those that none had', () => {
  const serviceClasses = { 'cluster-ip': 1200, headless: 0, 'node-port': 3 }
  expect(serviceLines(profileResult({ serviceClasses }))).toEqual([
    'Services by class: cluster-ip 1,200, node-port 3',
    'classes no Service had: headless',
  ])
  expect(serviceLines(profileResult({}))).toEqual([])
})
