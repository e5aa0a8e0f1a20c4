import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { replaceFile } from '../../host/atomic-file.ts'
import { stateDirectory } from '../../ledger/directory.ts'

const limits = z.object({ instances: z.number().int(), watches: z.number().int() })

/** What podnet changed on this machine to have an engine, written before each change. */
export const engineEntrySchema = z.object({
  kind: z.literal('engine'),
  /** Unique for all time; stands in the environment of the engine's processes as `PODNET_CLUSTER`. */
  id: z.string(),
  /** ISO time. */
  createdAt: z.string(),
  /** The dockerd that podnet started. Absent when the engine is not podnet's, or until it runs. */
  process: z.object({ pid: z.number().int().positive(), startTime: z.number().int() }).optional(),
  /** Devices towards the outside that containers may not reach. */
  closedUplinks: z.array(z.string()),
  /** The inotify limits as they were. Absent when they were high enough. */
  previousInotify: limits.optional(),
})
export type EngineEntry = z.infer<typeof engineEntrySchema>

/** Where the engine's entry, its log, its pid file and the OCI wrapper lie. */
export function engineDirectory(): string {
  return join(stateDirectory(), 'engine')
}

const path = () => join(engineDirectory(), 'engine.json')

/** Undefined when podnet changed nothing. Throws Error when the file is damaged: it may be the only trace of an engine. */
export function readEngineEntry(): EngineEntry | undefined {
  let text: string
  try {
    text = readFileSync(path(), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    return engineEntrySchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new Error(`${path()} is damaged`, { cause })
  }
}

export function writeEngineEntry(entry: EngineEntry): void {
  replaceFile(path(), `${JSON.stringify(entry, null, 1)}\n`)
}

export function removeEngineEntry(): void {
  rmSync(path(), { force: true })
}

/** The entry as it is, or a fresh one. */
export function engineEntry(): EngineEntry {
  const fresh = { kind: 'engine' as const, id: `engine-${crypto.randomUUID()}`, createdAt: new Date().toISOString() }
  return readEngineEntry() ?? { ...fresh, closedUplinks: [] }
}
