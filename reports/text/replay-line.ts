import type { RunRecord } from '../../properties/model/run-record.ts'
import { shellLine } from './words.ts'

/** Options that say where results go: a repetition must not write over the results it repeats. */
const outputOptions = ['--out', '--reporter']
const outputFlags = ['--json', '--quiet']

/** The command that repeats the whole run: what was typed, with the seed where none was given. */
export function replayLine({ command, seed }: RunRecord): string {
  const words = command.filter(
    (word, index) =>
      !outputFlags.includes(word) &&
      !outputOptions.some(
        (option) => word === option || word.startsWith(`${option}=`) || command[index - 1] === option,
      ),
  )
  const hasSeed = words.some((word) => word === '--seed' || word.startsWith('--seed='))
  return shellLine(['podnet', ...words, ...(words[0] === 'check' && !hasSeed ? ['--seed', String(seed)] : [])])
}
