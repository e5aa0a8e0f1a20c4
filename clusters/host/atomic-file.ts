import { linkSync, mkdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

let count = 0

function writeBeside(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const temporary = `${path}.${process.pid}.${count++}.tmp`
  writeFileSync(temporary, text, { mode: 0o600 })
  return temporary
}

/** Writes the file so that a reader sees the old text or the new one, never a part. */
export function replaceFile(path: string, text: string): void {
  renameSync(writeBeside(path, text), path)
}

/** Writes a file that must not exist yet; false when it does. */
export function createFile(path: string, text: string): boolean {
  const temporary = writeBeside(path, text)
  try {
    linkSync(temporary, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  } finally {
    unlinkSync(temporary)
  }
}
