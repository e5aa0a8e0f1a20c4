import type { RunRecord } from '../../properties/model/run-record.ts'
import { shellLine } from './words.ts'

/** The command that repeats the whole run: as typed, with the seed where none was given. */
export function replayLine({ command, seed }: RunRecord): string {
  const isCheck = command[0] === 'check'
  const hasSeed = command.some((word) => word === '--seed' || word.startsWith('--seed='))
  return shellLine(['podnet', ...command, ...(isCheck && !hasSeed ? ['--seed', String(seed)] : [])])
}
