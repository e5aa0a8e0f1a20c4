import { createConfiguration, type RequestContext, ResponseContext } from '@kubernetes/client-node'
import { systemClock } from '../host/clock.ts'

const patienceMs = 45_000
const pauseMs = 500

/** What a request fails with when nothing was sent. */
const unsent = ['ECONNREFUSED']
const beforeTLS = /before secure TLS connection/
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

/** The answer once its body has come as well: the server may go away in the middle of it. */
async function withBody({ httpStatusCode, headers, body }: ResponseContext): Promise<ResponseContext> {
  const text = await body.text()
  return new ResponseContext(httpStatusCode, headers, { ...body, text: async () => text })
}

/** Where nobody knows whether a request was carried out, all may be made again but what creates. */
function isRepeatable(request: RequestContext, error: unknown): boolean {
  const { name, cause } = error as Error
  if (name === 'AbortError') return false
  if (request.getHttpMethod() !== 'POST') return true
  const { code = '', message = '' } = (cause ?? {}) as NodeJS.ErrnoException
  return unsent.includes(code) || beforeTLS.test(message)
}
