import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFiles, projectRoot } from './tree.ts'

const longestFile = 400
const medianLength = 90

const files = projectFiles()
  .filter((path) => !/\.(png|jpg|gif|ico|gz|tgz)$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(projectRoot, path), 'utf8') }))
const sources = files.filter(({ path }) => /\.(ts|mts|mjs)$/.test(path))

test(`no source file has more than ${longestFile} lines`, () => {
  expect(sources.filter(({ text }) => lines(text) > longestFile).map(({ path }) => path)).toEqual([])
})

test(`half of the source files have ${medianLength} lines or fewer`, () => {
  const lengths = sources.filter(({ path }) => !path.includes('.test.')).map(({ text }) => lines(text))
  const median = lengths.sort((a, b) => a - b)[Math.floor(lengths.length / 2)]
  expect(median).toBeLessThanOrEqual(medianLength)
})

test('no work is left for later in a comment', () => {
  expect(places(sources, /\b(?:TO[D]O|FIX[M]E|X[X]X)\b/)).toEqual([])
})

test('no tabs and no trailing spaces', () => {
  expect(places(sources, /\t| +$/)).toEqual([])
})

test('nothing names the machine it was written on or the registry its packages came from', () => {
  const machinePath = /(?<![\w.~}*-])\/(?:work|root)\//
  const registry = /registry\.(?!k8s\.io)[a-z0-9-]+\.[a-z]+|"resolve[d]":/
  expect(places(files, machinePath)).toEqual([])
  expect(places(files, registry)).toEqual([])
})

function lines(text: string): number {
  return text.trimEnd().split('\n').length
}

function places(among: typeof files, pattern: RegExp): string[] {
  return among.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
  )
}
