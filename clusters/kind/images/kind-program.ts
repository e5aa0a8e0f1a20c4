import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findTool } from '../engine/find-tool.ts'
import { resultFolder } from './cache.ts'
import { keysOf } from './key.ts'
import { allSteps } from './steps.ts'

/** Path of a program that podnet built, as `kind` or `kubectl` of `kubernetes`; undefined when it is not built. */
export function builtProgram(step: string, program: string): string | undefined {
  const path = join(resultFolder(step, keysOf(allSteps()).get(step) as string), program)
  return existsSync(path) ? path : undefined
}

/** The kind to call: the one podnet built, else the machine's own. */
export function kindProgram(): string | undefined {
  return builtProgram('kind', 'kind') ?? findTool('kind')
}
