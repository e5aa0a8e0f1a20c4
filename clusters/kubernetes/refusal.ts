import { ApiException } from '@kubernetes/client-node'

/** Why the API refused, in its own words: an ApiException's message is a page of headers. Other errors stay as they are. */
export function refusal(error: unknown, what: string): unknown {
  if (!(error instanceof ApiException)) return error
  return new Error(`${what}: ${wordsOf(error.body) ?? `HTTP ${error.code}`}`, { cause: error })
}

/** `message` of a Status object, which comes as text or read. */
function wordsOf(body: unknown): string | undefined {
  try {
    const status = typeof body === 'string' ? JSON.parse(body) : body
    return typeof status?.message === 'string' ? status.message : undefined
  } catch {
    return undefined
  }
}
