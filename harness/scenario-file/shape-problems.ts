import { z } from 'zod'
import { didYouMean } from '../options/closest.ts'
import { found, type Path, type Problem } from './problem.ts'

type Issue = z.core.$ZodIssue

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
}

/** What is wrong with the shape of a value, in our words. */
export function shapeProblems(schema: z.ZodType, value: unknown): Problem[] {
  const result = schema.safeParse(value)
  return result.success ? [] : result.error.issues.flatMap((issue) => problemsOf(issue, schema, value))
}

function problemsOf(issue: Issue, schema: z.ZodType, root: unknown): Problem[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol')
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path)
    const expected = `unknown key; expected ${listed(known)}`
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `${expected}${suggestion(key, known)}`,
      atKey: true,
    }))
  }
  const value = valueAt(root, path)
  if (value === undefined) return [{ path, message: `is missing: ${expectation(issue, '')}` }]
  if (issue.code === 'custom') return [{ path, message: issue.message }]
  return [{ path, message: `${expectation(issue, value)}, found ${found(value)}` }]
}

function expectation(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${typeWords[issue.expected] ?? issue.expected}`
    case 'invalid_value': {
      const words = issue.values.map(String)
      return `expected ${listed(words)}${typeof value === 'string' ? suggestion(value, words) : ''}`
    }
    case 'too_small':
      return `expected at least ${issue.minimum}${issue.origin === 'array' ? ' of them' : ''}`
    case 'too_big':
      return `expected at most ${issue.maximum}${issue.origin === 'array' ? ' of them' : ''}`
    default:
      return issue.message
  }
}

function listed(words: readonly string[]): string {
  return words.length === 1 ? `${words[0]}` : `one of ${words.join(', ')}`
}

/** Where there is but one word, it has been said already. */
function suggestion(word: string, words: readonly string[]): string {
  return words.length === 1 ? '' : didYouMean(word, words)
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<string | number, unknown> | undefined)?.[step], root)
}

/** The keys that an object at this path may have. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  const inner = path.reduce<unknown>((outer, step) => {
    const type = unwrapped(outer)
    if (type instanceof z.ZodArray) return type.element
    return type instanceof z.ZodObject ? type.shape[step] : undefined
  }, schema)
  const type = unwrapped(inner)
  return type instanceof z.ZodObject ? Object.keys(type.shape) : []
}

function unwrapped(type: unknown): unknown {
  if (type instanceof z.ZodPipe) return unwrapped(type.in)
  return type instanceof z.ZodOptional || type instanceof z.ZodDefault || type instanceof z.ZodExactOptional
    ? unwrapped(type.unwrap())
    : type
}
