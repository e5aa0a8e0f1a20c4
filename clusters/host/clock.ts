import { setTimeout as sleep } from 'node:timers/promises'

/** Time, as an argument, so that tests need not wait. */
export interface Clock {
  /** Milliseconds; only differences mean something. */
  nowMs(): number
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when aborted. */
  wait(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  async wait(ms, signal) {
    signal?.throwIfAborted()
    await sleep(ms, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
      signal?.throwIfAborted()
      throw error
    })
  },
}

/** A bound on a wait. The name says what was waited for and ends up in the error. */
export interface Deadline {
  name: string
  timeMs: number
}

export class DeadlineExceeded extends Error {
  override name = 'DeadlineExceeded'
  readonly deadline: Deadline

  constructor(deadline: Deadline) {
    super(`${deadline.name}: not within ${deadline.timeMs} ms`)
    this.deadline = deadline
  }
}

export interface WaitOptions {
  clock?: Clock
  /** Time between two looks; 5 by default. */
  intervalMs?: number
  signal?: AbortSignal
}

/** Looks again and again until the condition holds. Throws DeadlineExceeded, or the signal's reason. */
export async function waitUntil(
  deadline: Deadline,
  condition: () => boolean | Promise<boolean>,
  { clock = systemClock, intervalMs = 5, signal }: WaitOptions = {},
): Promise<void> {
  const end = clock.nowMs() + deadline.timeMs
  while (!(await condition())) {
    if (clock.nowMs() >= end) throw new DeadlineExceeded(deadline)
    await clock.wait(intervalMs, signal)
  }
}
