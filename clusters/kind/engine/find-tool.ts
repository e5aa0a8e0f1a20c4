import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { toolPath } from '../../host/process.ts'

/** Path of a program that can be started by its name; undefined when there is none. */
export function findTool(name: string, path = toolPath()): string | undefined {
  return path
    .split(':')
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}
