/** Sums the time of named phases, in milliseconds. */
export class Stopwatch {
  readonly laps: Record<string, number> = {}

  async time<T>(phase: string, action: () => Promise<T>): Promise<T> {
    const start = performance.now()
    try {
      return await action()
    } finally {
      this.laps[phase] = Math.round((this.laps[phase] ?? 0) + performance.now() - start)
    }
  }
}
