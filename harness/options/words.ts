import { didYouMean } from './closest.ts'

/** Splits `a,b,c`; empty parts are a problem, repeated ones count once. */
export function readWords(text: string | undefined, option: string, problems: string[]): string[] {
  if (text === undefined) return []
  const words = text.split(',').map((word) => word.trim())
  if (words.includes('')) problems.push(`${option}: expected names separated by commas, found "${text}"`)
  return [...new Set(words.filter((word) => word !== ''))]
}

export interface KnownWords {
  option: string
  /** What the words are: `network`. */
  noun: string
  known: readonly string[]
  /** How to see them all: `podnet list networks`. */
  seeAlso: string
}

/** Keeps the words that are known and adds a problem for each of the others. */
export function keepKnown(words: readonly string[], options: KnownWords, problems: string[]): string[] {
  const { option, noun, known, seeAlso } = options
  for (const word of words.filter((word) => !known.includes(word))) {
    problems.push(`${option}: there is no ${noun} "${word}"${didYouMean(word, known)}; \`${seeAlso}\` shows them`)
  }
  return words.filter((word) => known.includes(word))
}
