import { writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import type { PlaceId } from '../../properties/model/place.ts'
import type { Places } from './places.ts'

export interface FileToWrite {
  place: PlaceId
  path: string
  content: string
}

export interface FailedWrite {
  message: string
  /** Absent where no system call failed, as for an unknown place. */
  errno?: string
}

/**
 * Writes files as the place's network namespace shows them, which matters below /proc/sys/net alone.
 * Goes on after a failure: the rest is written all the same.
 */
export function writeFiles(places: Places, files: readonly FileToWrite[]): FailedWrite[] {
  return files.flatMap((file) => {
    try {
      places.within(file.place, () => writeFileSync(file.path, file.content))
      return []
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException
      const where = `write ${file.path} in ${file.place}`
      if (!(code in constants.errno)) return [{ message: `${where}: ${message}` }]
      return [{ message: `${where}: ${code}`, errno: code }]
    }
  })
}
