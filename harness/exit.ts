import { CommanderError } from 'commander'
import { ClusterNotFound, ClusterUnusable, NetworkFailed } from '../clusters/cluster.ts'
import { EngineUnavailable } from '../clusters/kind/engine/engine.ts'
import { Interrupted } from './interrupted.ts'
import { UsageError } from './usage-error.ts'

/** How podnet ends. `cluster exec` ends with its command's own code instead. */
export const exitCodes = {
  holds: 0,
  refuted: 1,
  /** Nothing refuted, but something could not be decided, or a network that the user named is unsupported or did not come up. */
  inconclusive: 2,
  interrupted: 130,
  terminated: 143,
  /** Wrong usage, missing tool or permission: found before anything was created. */
  usage: 254,
  /** podnet itself failed. */
  failed: 255,
} as const

/** The exit codes as `--help` shows them. */
export const exitCodesHelp = `Exit codes:
  0    holds
  1    refuted
  2    inconclusive, or a network that was named is unsupported or did not come up
  130  interrupted (SIGINT)
  143  terminated (SIGTERM)
  254  wrong usage, missing tool or permission; nothing was created
  255  podnet itself failed`

/** The exit codes of commands that judge nothing. */
export const plainExitCodesHelp = `Exit codes:
  0    done
  130  interrupted (SIGINT)
  143  terminated (SIGTERM)
  254  wrong usage, missing tool or permission; nothing was created
  255  podnet itself failed`

const usageErrors = [UsageError, ClusterNotFound, ClusterUnusable, EngineUnavailable]

export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage
  if (usageErrors.some((kind) => error instanceof kind)) return exitCodes.usage
  if (error instanceof NetworkFailed) return exitCodes.inconclusive
  if (error instanceof Interrupted) return exitCodeOfSignal(error.by)
  return exitCodes.failed
}

export function exitCodeOfSignal(by: Interrupted['by']): number {
  return by === 'SIGINT' ? exitCodes.interrupted : exitCodes.terminated
}

/** The one place that ends the process. On Linux stdout and stderr are written synchronously, so nothing is lost. */
export function leave(exitCode: number): never {
  process.exit(exitCode)
}
