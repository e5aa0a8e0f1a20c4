import { CommanderError } from 'commander'
import { ClusterUnusable } from '../clusters/cluster.ts'
import { EngineUnavailable } from '../clusters/kind/engine/engine.ts'
import { exitCodeOf, exitCodes } from './exit.ts'
import { Interrupted } from './interrupted.ts'
import type { Printer } from './print.ts'
import { createProgram } from './program.ts'
import type { Services } from './services.ts'
import { UsageError } from './usage-error.ts'

/** Runs one command line and resolves with the exit code; never throws. */
export async function main(argv: readonly string[], services: Services): Promise<number> {
  let exitCode: number = exitCodes.holds
  const printer = services.printer()
  const program = createProgram({ ...services, argv, end: (code) => (exitCode = code) }, printer)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exitCode
  } catch (error) {
    complain(error, printer, program.opts().verbose === true || Boolean(process.env.DEBUG))
    return exitCodeOf(error)
  }
}

function complain(error: unknown, printer: Printer, verbose: boolean): void {
  if (error instanceof CommanderError) return
  if (error instanceof UsageError || error instanceof EngineUnavailable || error instanceof ClusterUnusable) {
    for (const problem of error.problems) printer.complain(`podnet: ${problem}`)
    if (error.problems.length > 1) printer.complain(`podnet: ${error.problems.length} problems; nothing was created`)
    return
  }
  const message = error instanceof Error ? error.message : String(error)
  printer.complain(`podnet: ${message}`)
  if (verbose && error instanceof Error) printer.complain(stack(error))
  else if (!(error instanceof Interrupted)) printer.complain('podnet: --verbose shows where this happened')
}

/** The stack, and that of what caused it. */
function stack(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stack(error.cause)}` : ''
  return `${error.stack ?? error.message}${cause}`
}
