import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { constants } from 'node:os'
import { commandTimeLimitMs } from './limits.ts'
import type { Places } from './places.ts'
import type { CommandResult, CommandSpec } from './protocol.ts'

const maximumOutputBytes = 64 * 1024 * 1024

/**
 * Runs a command in the place's network namespace: the child is forked on the main thread and inherits it.
 * Exit codes as a shell gives them: 127 no such program, 126 not executable, 124 out of time, 128 + n signal n.
 * Throws UnknownPlaceError.
 */
export function runCommand(places: Places, command: CommandSpec): CommandResult {
  const [program = '', ...rest] = command.argv
  const options = {
    input: command.input ?? '',
    encoding: 'utf8',
    timeout: commandTimeLimitMs,
    killSignal: 'SIGKILL',
    maxBuffer: maximumOutputBytes,
  } as const
  const result = places.within(command.place, () => spawnSync(program, rest, options))
  const said = { stdout: result.stdout ?? '', stderr: result.stderr ?? '' }
  // A child that does not read all of its input gives an error (EPIPE), and has its exit code all the same.
  if (result.error === undefined || result.status !== null) return { exitCode: exitCodeOf(result), ...said }
  const { code = 'unknown error' } = result.error as NodeJS.ErrnoException
  const reason = `podnet agent: cannot run ${JSON.stringify(program)} in ${command.place}: ${reasonOf(code)}\n`
  return { exitCode: failureCodes[code] ?? 255, stdout: said.stdout, stderr: said.stderr + reason }
}

const failureCodes: Record<string, number> = { ENOENT: 127, EACCES: 126, ETIMEDOUT: 124 }

function exitCodeOf(result: SpawnSyncReturns<string>): number {
  return result.status ?? 128 + (result.signal === null ? 0 : (constants.signals[result.signal] ?? 0))
}

function reasonOf(code: string): string {
  if (code === 'ETIMEDOUT') return `not finished after ${commandTimeLimitMs} milliseconds`
  if (code === 'ENOBUFS') return `more than ${maximumOutputBytes} bytes of output`
  return code
}
