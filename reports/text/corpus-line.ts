import type { ProfileResult, RunRecord } from '../../properties/model/run-record.ts'
import { count } from './words.ts'

/** The scenarios that once failed and ran first. */
export function corpusLine({ corpus = [] }: ProfileResult): string[] {
  return corpus.length === 0 ? [] : [`${count(corpus.length, 'case')} of the corpus first: ${corpus.join(', ')}`]
}

/** How a failure that was found is kept; nothing where a known defect explains all, or where a scenario was replayed. */
export function keepLine({ profiles, command }: RunRecord): string[] {
  const found = profiles.flatMap(({ counterexamples }) => counterexamples).some(({ defect }) => defect === undefined)
  if (!found || command[0] === 'replay') return []
  return [
    'to run a failure first from now on, copy its scenario file to properties/corpus/ or to the folder of --corpus',
  ]
}
