import { randomInt } from 'node:crypto'
import type { Header } from './wire.ts'

// A nonce is unique among all agents by its random half, and within this one by its counter.
const nonceHigh = randomInt(2 ** 32)
let nonceCounter = 0

export function nextNonce(): Pick<Header, 'nonceHigh' | 'nonceLow'> {
  nonceCounter = (nonceCounter + 1) >>> 0
  return { nonceHigh, nonceLow: nonceCounter }
}
