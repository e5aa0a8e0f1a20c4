import { accessSync, constants, statSync } from 'node:fs'

/** A cluster hides the machine's /run behind its own. The path is absolute. */
export function isHidden(path: string): boolean {
  return `${path}/`.startsWith('/run/')
}

/** What is found where a program should be, in words; undefined: a program. */
export function foundInstead(path: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return 'a folder'
  } catch {
    return 'no such file'
  }
  try {
    accessSync(path, constants.X_OK)
    return undefined
  } catch {
    return 'a file that may not be executed'
  }
}
