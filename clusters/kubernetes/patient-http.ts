import { createConfiguration, type RequestContext, ResponseContext } from '@kubernetes/client-node'
import { systemClock } from '../host/clock.ts'

const patienceMs = 45_000
const pauseMs = 500

/** What a request fails with when nothing was sent. */
const unsent = ['ECONNREFUSED']
const beforeTLS = /before secure TLS connection/
/** What it fails with when nobody knows whether it was carried out. */
const lost = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']
/** The server refuses for now, and has done nothing. */
const busy = [429, 503]

/**
 * Sends requests to an API server that may go away for a while, as one that is restarted does: once it has answered, a
 * request that it does not take is made again for 45 s. What may have created something is never made twice.
 */
export class PatientHttp {
  readonly #http = createConfiguration().httpApi
  #hasAnswered = false

  async send(request: RequestContext): Promise<ResponseContext> {
    const endMs = systemClock.nowMs() + patienceMs
    for (;;) {
      try {
        const response = await withBody(await this.#http.send(request).toPromise())
        this.#hasAnswered = true
        if (!busy.includes(response.httpStatusCode) || systemClock.nowMs() >= endMs) return response
      } catch (error) {
        if (!this.#hasAnswered || systemClock.nowMs() >= endMs || !isRepeatable(request, error)) throw error
      }
      await systemClock.wait(pauseMs)
    }
  }
}

/** The server went away in the middle of an answer. The client has many codes for it, one of HTTP/2 among them. */
class AnswerCut extends Error {}

/** The answer once its body has come as well. Throws AnswerCut. */
async function withBody({ httpStatusCode, headers, body }: ResponseContext): Promise<ResponseContext> {
  const text = await body.text().catch((error: unknown) => {
    throw new AnswerCut('the API server ended its answer in the middle', { cause: error })
  })
  return new ResponseContext(httpStatusCode, headers, { ...body, text: async () => text })
}

function isRepeatable(request: RequestContext, error: unknown): boolean {
  const mayBeRepeated = request.getHttpMethod() !== 'POST'
  if (error instanceof AnswerCut) return mayBeRepeated
  const { code = '', message = '' } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException
  if (unsent.includes(code) || beforeTLS.test(message)) return true
  return lost.includes(code) && mayBeRepeated
}
