import { expect, test } from 'vitest'
import { inForeground } from './child.mjs'
import { countVitest, judgeSkips, lastLine } from './counts.mjs'
import { choosesKind } from './kind-stage.mjs'
import { missingPackages } from './packages.mjs'
import { environment, findNode } from './runtime.mjs'
import { missingTools, packagesOf } from './tools.mjs'

test('packages of another version or absent are missing, optional ones may be absent', () => {
  const lock = {
    packages: {
      '': { version: '1' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0' },
      'node_modules/c': { version: '1.0.0' },
      'node_modules/d': { version: '2.0.0', optional: true },
      'node_modules/e': { version: '1.0.0', optional: true },
    },
  }
  const installed = { 'node_modules/a': '1.0.0', 'node_modules/b': '1.0.0', 'node_modules/d': '1.0.0' }
  expect(missingPackages(lock, (path) => installed[path])).toEqual([
    'node_modules/b',
    'node_modules/c',
    'node_modules/d',
  ])
  expect(missingPackages(lock, (path) => lock.packages[path].version)).toEqual([])
})

test('each missing tool is named with the package that brings it', () => {
  expect(missingTools('/nonexistent')).toContain('nft')
  expect(packagesOf(['ip', 'tc', 'nft'])).toEqual(['iproute2', 'nftables'])
})

test('sbin is searched although the PATH of an ordinary user lacks it', () => {
  expect(environment({ PATH: '/usr/bin' }).PATH).toBe('/usr/bin:/usr/local/sbin:/usr/sbin:/sbin')
})

test('a Node that is too old is not taken', () => {
  expect(findNode('/nonexistent', '24.0.0')).toBe(process.execPath)
  expect(findNode('/nonexistent', '22.9.0')).toBeUndefined()
})

test('the foreground group of a terminal is told from another one', () => {
  expect(inForeground('12 (a ) b) S 1 12 12 34816 12 4194304')).toBe(true)
  expect(inForeground('12 (node) S 1 12 12 34816 99 4194304')).toBe(false)
  expect(inForeground('12 (node) S 1 12 12 0 -1 4194304')).toBe(false)
})

const report = {
  testResults: [
    { status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'skipped', fullName: 'needs ipip' }] },
    { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
    { status: 'failed', assertionResults: [] },
  ],
}

test('files that could not be loaded are counted as failures', () => {
  expect(lastLine(countVitest(report, 1))).toBe('2 passed, 2 failed, 1 skipped')
})

test('a run without a report, without tests or with a bad end counts as a failure', () => {
  expect(countVitest(undefined, 0).failed).toBe(1)
  expect(countVitest({ testResults: [] }, 0).failed).toBe(1)
  expect(countVitest({ testResults: [report.testResults[0]] }, 1).failed).toBe(1)
})

test('a skip that nobody announced is a failure', () => {
  const counts = countVitest({ testResults: [report.testResults[0]] }, 0)
  expect(judgeSkips(counts, []).unexpected).toEqual(['needs ipip'])
  expect(lastLine(judgeSkips(counts, []).counts)).toBe('1 passed, 1 failed, 0 skipped')
  expect(lastLine(judgeSkips(counts, [{ title: /ipip/ }]).counts)).toBe('1 passed, 0 failed, 1 skipped')
})

test('real clusters are set up for a run that may test them', () => {
  expect(choosesKind([])).toBe(true)
  expect(choosesKind(['harness/kind-networks'])).toBe(true)
  expect(choosesKind(['--project', 'unit', '--project=kind'])).toBe(true)
  expect(choosesKind(['--project=unit'])).toBe(false)
  expect(choosesKind(['--project', 'lab', 'kind'])).toBe(false)
})
