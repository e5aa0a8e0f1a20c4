/** Whole numbers from 0 up to, but not including, `below`, the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed | 0
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** The items in an order that `random` draws, each order equally likely (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: (below: number) => number): T[] {
  const mixed = [...items]
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = random(last + 1)
    const moved = mixed[last] as T
    mixed[last] = mixed[other] as T
    mixed[other] = moved
  }
  return mixed
}
