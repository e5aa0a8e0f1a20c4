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
    const known = keysAt(schema, path, root)
    const expected = `unknown key; expected ${listed(known)}`
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `${expected}${suggestion(key, known)}`,
      atKey: true,
    }))
  }
  const value = valueAt(root, path)
  if (issue.code === 'invalid_union' && 'discriminator' in issue && typeof issue.discriminator === 'string') {
    const words = wordsAt(schema, path.slice(0, -1), root, issue.discriminator)
    const word = `expected ${listed(words)}`
    if (value === undefined) return [{ path, message: `is missing: ${word}` }]
    return [
      { path, message: `${word}${typeof value === 'string' ? suggestion(value, words) : ''}, found ${found(value)}` },
    ]
  }
  if (value === undefined) return [{ path, message: `is missing: ${expectation(issue, '')}` }]
  // Of alternatives the one of the value's own type says what is wrong with it.
  const own = issue.code === 'invalid_union' ? issue.errors.flat().find(({ code }) => code === 'custom') : undefined
  if (own !== undefined) return [{ path, message: own.message }]
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
function keysAt(schema: z.ZodType, path: Path, root: unknown): string[] {
  const type = chosen(typeAt(schema, path, root), valueAt(root, path))
  return type instanceof z.ZodObject ? Object.keys(type.shape) : []
}

/** The words that tell the parts of the union at this path apart. */
function wordsAt(schema: z.ZodType, path: Path, root: unknown, key: string): string[] {
  const union = typeAt(schema, path, root)
  if (!(union instanceof z.ZodDiscriminatedUnion)) return []
  return union.options.flatMap((option) => {
    const word = option instanceof z.ZodObject ? option.shape[key] : undefined
    return word instanceof z.ZodLiteral ? [...word.values].map(String) : []
  })
}

function typeAt(schema: z.ZodType, path: Path, root: unknown): unknown {
  const inner = path.reduce<unknown>((outer, step, index) => {
    const type = chosen(unwrapped(outer), valueAt(root, path.slice(0, index)))
    if (type instanceof z.ZodArray) return type.element
    return type instanceof z.ZodObject ? type.shape[step] : undefined
  }, schema)
  return unwrapped(inner)
}

/** Of a union the part that the value says it is. */
function chosen(type: unknown, value: unknown): unknown {
  if (!(type instanceof z.ZodDiscriminatedUnion)) return type
  const key = type.def.discriminator
  return type.options.find(
    (option) => option instanceof z.ZodObject && option.shape[key]?.safeParse(valueAt(value, [key])).success,
  )
}

function unwrapped(type: unknown): unknown {
  if (type instanceof z.ZodPipe) return unwrapped(type.in)
  return type instanceof z.ZodOptional || type instanceof z.ZodDefault || type instanceof z.ZodExactOptional
    ? unwrapped(type.unwrap())
    : type
}
