import { decodeQuery, encodeAnswer } from './dns-message.ts'
import type { Lookup } from './zone.ts'

/** Longest message over UDP for a client that says nothing of a larger one (RFC 1035 4.2.1). */
export const plainUdpBytes = 512

/** The answer to a message in at most `roomBytes`; undefined for what is no query: it gets none. */
export function answerTo(lookup: Lookup, message: Buffer, roomBytes: number): Buffer | undefined {
  const query = decodeQuery(message)
  return query && encodeAnswer(query, lookup(query), roomBytes)
}
