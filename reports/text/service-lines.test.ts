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

test('classes that the proxy’s settings leave out, by the setting', () => {
  const unsupportedClasses = { a: 'x is false', b: 'y is z', c: 'y is z' }
  expect(serviceLines(profileResult({ serviceClasses: { headless: 1 }, unsupportedClasses }))).toEqual([
    'Services by class: headless 1',
    'classes unsupported by this proxy: a (x is false); b, c (y is z)',
  ])
})
