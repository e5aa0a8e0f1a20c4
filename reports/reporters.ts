import { json } from './json.ts'
import { junit } from './junit.ts'
import type { Reporter } from './reporter.ts'
import { terminal } from './terminal.ts'

/** Every report that `--reporter` can name. */
export const reporters: readonly Reporter[] = [terminal, json, junit]

export function findReporter(name: string): Reporter | undefined {
  return reporters.find((reporter) => reporter.name === name)
}
