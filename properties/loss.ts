import { wilsonInterval } from './statistics.ts'

/** Largest loss a healthy way may have. */
const maxLoss = 0.01

/** The way that round trips of datagrams take between the Nodes of two places; `external` outside. */
export const lossSubject = (from: string, to: string): string => `datagrams ${from} -> ${to}`

/** More than chance: even the lower end of the 95 % interval lies above the bound. */
export const isLossy = (lost: number, made: number): boolean => wilsonInterval(lost, made)[0] > maxLoss

/** `loss 4.8 % (48 of 1,000 round trips; Wilson 95 %: 3.6 to 6.3 %)`. */
export function describeLoss(lost: number, made: number): string {
  const [low, high] = wilsonInterval(lost, made)
  const trips = `${lost.toLocaleString('en-US')} of ${made.toLocaleString('en-US')} round trips`
  return `loss ${percent(lost / made)} (${trips}; Wilson 95 %: ${percent(low, false)} to ${percent(high)})`
}

/** `at most 1.0 % lost`. */
export const allowedLoss = `at most ${percent(maxLoss)} lost`

function percent(share: number, unit = true): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)}${unit ? ' %' : ''}`
}
