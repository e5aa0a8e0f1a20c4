/** Something that must end by a point in time. */
export interface Expiring {
  /** On the clock of performance.now(). */
  readonly deadline: number
  /** Already ended: nothing is left to expire. */
  readonly ended: boolean
  expire(): void
}

/**
 * Deadlines of things that all get the same time, in the order in which they started. That order is the order
 * in which they expire, so adding and expiring cost O(1) each.
 */
export class DeadlineQueue {
  #entries: Expiring[] = []
  #head = 0

  add(entry: Expiring): void {
    this.#entries.push(entry)
  }

  /** Milliseconds until the next deadline; Infinity where none is left. */
  remainingMs(now: number): number {
    this.#dropEnded()
    const next = this.#entries[this.#head]
    return next === undefined ? Number.POSITIVE_INFINITY : Math.max(0, next.deadline - now)
  }

  expireUntil(now: number): void {
    for (;;) {
      this.#dropEnded()
      const next = this.#entries[this.#head]
      if (next === undefined || next.deadline > now) return
      this.#head++
      next.expire()
    }
  }

  #dropEnded(): void {
    while (this.#entries[this.#head]?.ended) this.#head++
    if (this.#head < 1024) return
    this.#entries = this.#entries.slice(this.#head)
    this.#head = 0
  }
}
