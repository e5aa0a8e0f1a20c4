import { expect, test } from 'vitest'
import { type BuildFacts, describeProblems } from './problems.ts'

const able: BuildFacts = {
  isRoot: true,
  goVersion: 'go1.26.8',
  hasCompiler: true,
  hasDebootstrap: true,
  canInstall: false,
  cache: '/home/me/.cache/podnet',
  cacheFreeBytes: 40e9,
}
const sentences = (change: Partial<BuildFacts>) =>
  describeProblems({ ...able, ...change }).map(({ sentence }) => sentence)

test('nothing is wrong on a machine with everything', () => {
  expect(sentences({})).toEqual([])
  expect(sentences({ goVersion: 'go1.24.0' })).toEqual([])
  expect(sentences({ goVersion: 'devel go1.27-abc' })).toEqual([])
})

test('everything that is wrong is said at once', () => {
  const facts = { isRoot: false, hasCompiler: false, hasDebootstrap: false, cacheFreeBytes: 3.21e9 }
  expect(sentences({ ...facts, goVersion: undefined })).toEqual([
    'images are built as root: a Debian root is made of packages (sudo)',
    'go is missing: install Go 1.24 or later',
    'gcc is missing, and flannel contains C: sudo apt-get install gcc libc6-dev',
    'debootstrap is missing: sudo apt-get install debootstrap',
    'not enough disk: 3.2 GB are free at /home/me/.cache/podnet, and building needs 12 GB',
  ])
})

test('a Go that does not know tool lines is too old', () => {
  expect(sentences({ goVersion: 'go1.19.8' })).toEqual(['go1.19.8 is too old: install Go 1.24 or later'])
})

test('what podnet installs itself need not be there', () => {
  expect(sentences({ canInstall: true, hasCompiler: false, hasDebootstrap: false })).toEqual([])
})
