import { exitCodeOfSignal, leave } from './exit.ts'
import { Interrupted } from './interrupted.ts'
import type { Printer } from './print.ts'

/** A signal that arrives again within this time is the same one, sent by the terminal and by npm. */
const sameSignalMs = 500

const names = ['SIGINT', 'SIGTERM'] as const

/**
 * Runs an action that SIGINT and SIGTERM end early: the first one aborts the AbortSignal (its reason is an
 * Interrupted) and the action cleans up, the second one ends the process at once and leaves that to `podnet sweep`.
 * What the action throws after an abort is told as the interruption.
 */
export async function interruptible<T>(
  printer: Pick<Printer, 'complain'>,
  action: (signal: AbortSignal) => Promise<T>,
  end: (exitCode: number) => void = leave,
): Promise<T> {
  const controller = new AbortController()
  let firstAtMs: number | undefined
  const onSignal = (by: Interrupted['by']): void => {
    const nowMs = performance.now()
    if (firstAtMs === undefined) {
      firstAtMs = nowMs
      printer.complain(`${by}: stopping and cleaning up; once more to leave at once`)
      controller.abort(new Interrupted(by))
    } else if (nowMs - firstAtMs >= sameSignalMs) {
      printer.complain(`${by} again: left without cleaning up; \`podnet sweep\` removes what is left`)
      end(exitCodeOfSignal(by))
    }
  }
  for (const name of names) process.on(name, onSignal)
  try {
    return await action(controller.signal)
  } catch (error) {
    throw controller.signal.aborted ? interruptedWith(controller.signal.reason, error) : error
  } finally {
    for (const name of names) process.off(name, onSignal)
  }
}

/** Lets a command that shares our terminal have Ctrl-C for itself. */
export async function ignoringInterrupts<T>(action: () => Promise<T>): Promise<T> {
  const ignore = (): void => {}
  process.on('SIGINT', ignore)
  try {
    return await action()
  } finally {
    process.off('SIGINT', ignore)
  }
}

function interruptedWith(reason: Interrupted, error: unknown): Interrupted {
  if (error !== reason) reason.cause = error
  return reason
}
