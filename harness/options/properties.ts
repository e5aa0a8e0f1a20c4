import { keepKnown, readWords } from './words.ts'

/** Ids of the properties to check, in registry order: all, or those of `--only`, without those of `--skip`. */
export function chooseProperties(
  ids: readonly string[],
  options: { only?: string; skip?: string },
  problems: string[],
): string[] {
  const read = (option: string, text: string | undefined): string[] =>
    keepKnown(
      readWords(text, option, problems),
      { option, noun: 'property', known: ids, seeAlso: 'podnet list properties' },
      problems,
    )
  const problemsBefore = problems.length
  const only = read('--only', options.only)
  const skip = read('--skip', options.skip)
  const chosen = ids.filter((id) => (options.only === undefined || only.includes(id)) && !skip.includes(id))
  if (chosen.length === 0 && problems.length === problemsBefore) {
    problems.push('--only and --skip together leave no property to check')
  }
  return chosen
}
