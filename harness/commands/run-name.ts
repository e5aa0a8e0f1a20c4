import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runsFolder } from '../options/output.ts'

/** The run folder that a name means: `latest` is the one the last run left, unless there is a folder of that name. */
export const namedRun = (name: string): string =>
  name === 'latest' && !existsSync(name) ? join(runsFolder, 'latest') : name
