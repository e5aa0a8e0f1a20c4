import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { UsageError } from '../usage-error.ts'
import { fromPasted, mostPastedCharacters, scenarioName, toPasted } from './pasted.ts'

const mostBytes = 10_000
const text = 'apiVersion: podnet/v1\nkind: Scenario\nspec:\n  pods: [{name: ä, nodeName: node1}]\n'
const word = toPasted(text) as string

test('a scenario file becomes one word of a shell, and the same text again', () => {
  expect(word).toMatch(/^podnet1:[\w-]+$/)
  expect(fromPasted(word, mostBytes)).toBe(text)
})

test.each(['case0.yaml', '-', './podnet1:file', 'podnet1.yaml'])('%s is a file', (name) => {
  expect([fromPasted(name, mostBytes), scenarioName(name)]).toEqual([undefined, name])
})

test('what is too long for a line is not made', () => {
  // Nothing in it comes twice, so that it stays as long as it is.
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => Math.sin(index)).join()
  expect(toPasted(numbers(50))?.length).toBeLessThanOrEqual(mostPastedCharacters)
  expect(toPasted(numbers(400))).toBeUndefined()
})

const problemOf = (pasted: string): string => {
  try {
    fromPasted(pasted, mostBytes)
    return 'none'
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return (error as UsageError).message
  }
}

test('whatever the end or a character that is missing, it is noticed', () => {
  for (let length = 'podnet1:'.length; length < word.length - 1; length += 1)
    expect(problemOf(word.slice(0, length))).toMatch(
      new RegExp(`expected more behind character ${length}, found nothing: it was cut; copy it again`),
    )
  for (let at = 'podnet1:'.length; at < word.length; at += 1) {
    const without = `${word.slice(0, at)}${word.slice(at + 1)}`
    // The last one may hold bits that say nothing.
    expect(problemOf(without)).not.toBe('none')
  }
})

test.each([
  ['a character that is none of it', word.replace(/.$/, '…'), `found "…" at character ${word.length}; copy it again`],
  ['a space', `${word.slice(0, 20)} ${word.slice(20)}`, 'found " " at character 21'],
  [
    'another character',
    `${word.slice(0, 30)}${word[30] === 'A' ? 'B' : 'A'}${word.slice(31)}`,
    'found that one is another',
  ],
  ['twice', `${word}${word.slice('podnet1:'.length)}`, 'expected its end after'],
  ['of another podnet', word.replace('1', '2'), 'expected "podnet1:" at its beginning, found "podnet2:"'],
  [
    'more than it may hold',
    `podnet1:${deflateSync('a'.repeat(mostBytes + 1)).toString('base64url')}`,
    'expected a scenario of at most 10000 bytes, found more',
  ],
])('%s is refused', (_, pasted, problem) => {
  expect(problemOf(pasted)).toMatch(/^pasted scenario: .*; (copy it again|replay it with the podnet)/)
  expect(problemOf(pasted)).toContain(problem)
})
