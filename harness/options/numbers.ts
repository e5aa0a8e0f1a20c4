const unitsMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 }

export interface WholeNumberOption {
  /** As typed: `--runs`. */
  option: string
  least: number
  most: number
  /** What it counts, for the message: `cases per network`. */
  meaning: string
  /** A value that works. */
  example: string
}

/** Reads a whole number, or adds a problem and returns undefined. An option that was not given is no problem. */
export function readWholeNumber(
  text: string | undefined,
  { option, least, most, meaning, example }: WholeNumberOption,
  problems: string[],
): number | undefined {
  if (text === undefined) return undefined
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  problems.push(
    `${option}: expected ${meaning}, a whole number from ${least} to ${most}, found "${text}"; for example ${option} ${example}`,
  )
  return undefined
}

/** Reads `90s`, `10m` or `1h` (1 s to 24 h) as milliseconds, or adds a problem. */
export function readDurationMs(text: string | undefined, option: string, problems: string[]): number | undefined {
  if (text === undefined) return undefined
  const [, number, unit] = /^(\d+)(s|m|h)$/.exec(text) ?? []
  const durationMs = Number(number) * (unitsMs[unit ?? ''] ?? Number.NaN)
  if (durationMs >= 1000 && durationMs <= 24 * 3_600_000) return durationMs
  problems.push(`${option}: expected a time from 1s to 24h such as 90s, 10m or 1h, found "${text}"`)
  return undefined
}
