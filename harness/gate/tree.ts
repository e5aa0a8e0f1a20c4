import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Module } from './imports.ts'

export const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** What git does not track or what is not ours. */
const ignored = new Set(['node_modules', 'dist', 'podnet-runs', '.cache', '.git'])

/** Every file of the project, as paths from its root in alphabetical order. */
export function projectFiles(folder = ''): string[] {
  return readdirSync(join(projectRoot, folder), { withFileTypes: true })
    .filter((entry) => !ignored.has(entry.name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) return projectFiles(path)
      return entry.isFile() ? [path] : []
    })
    .sort()
}

/** TypeScript that is part of the product or the tooling, without the tests. */
export function sourceModules(): Module[] {
  return projectFiles()
    .filter((path) => path.endsWith('.ts') && !/\.(test|stand-in)\.ts$/.test(path) && !path.endsWith('.d.ts'))
    .map((path) => ({ path, text: readFileSync(join(projectRoot, path), 'utf8') }))
}
