import { ApiException, type KubernetesListObject, type KubernetesObject, Watch } from '@kubernetes/client-node'
import { type Deadline, DeadlineExceeded, systemClock } from '../host/clock.ts'
import type { KubernetesClient } from './client.ts'

/** Objects of one kind, and how to ask for them. */
export interface Collection<T extends KubernetesObject> {
  path: string
  list(): Promise<KubernetesListObject<T>>
}

/** After a request that failed or a watch that ended. */
const pauseMs = 200

/**
 * Follows a collection until the condition holds for it, and returns it as it is then. A watch that ends, for whatever
 * reason, is followed by a new list: client-node's ends after 30 s, and the server forgets old versions (410).
 * An API server that is away is asked again. Throws DeadlineExceeded with the last failure, the API's refusal, the
 * signal's reason, and what the condition throws.
 */
export async function watchUntil<T extends KubernetesObject>(
  client: KubernetesClient,
  collection: Collection<T>,
  deadline: Deadline,
  condition: (items: readonly T[]) => boolean,
  signal: AbortSignal,
): Promise<T[]> {
  const limit = AbortSignal.timeout(deadline.timeMs)
  const ended = AbortSignal.any([signal, limit])
  let failure: unknown
  while (!ended.aborted) {
    const listed = await collection.list().catch((error: unknown) => {
      if (isRefusal(error)) throw error
      failure = error
    })
    if (listed !== undefined) {
      const known = new Map(listed.items.map((item) => [keyOf(item), item]))
      if (condition([...known.values()])) return [...known.values()]
      const found = await follow(client, collection.path, listed.metadata?.resourceVersion, known, condition, ended)
      if (found) return [...known.values()]
    }
    await systemClock.wait(pauseMs, ended).catch(() => {
      // The loop's own condition sees it.
    })
  }
  signal.throwIfAborted()
  throw Object.assign(new DeadlineExceeded(deadline), { cause: failure })
}

/** Keeps `known` up to date from one watch; true once the condition holds, false when the watch ends before. */
async function follow<T extends KubernetesObject>(
  client: KubernetesClient,
  path: string,
  resourceVersion: string | undefined,
  known: Map<string, T>,
  condition: (items: readonly T[]) => boolean,
  ended: AbortSignal,
): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>()
  const onEvent = (phase: string, object: T) => {
    if (phase === 'ERROR') return resolve(false)
    if (phase === 'DELETED') known.delete(keyOf(object))
    else if (phase !== 'BOOKMARK') known.set(keyOf(object), object)
    try {
      if (condition([...known.values()])) resolve(true)
    } catch (error) {
      reject(error)
    }
  }
  const onEnd = () => resolve(false)
  ended.addEventListener('abort', onEnd, { once: true })
  const watch = new Watch(client.config).watch(path, { resourceVersion }, onEvent, onEnd)
  try {
    return await promise
  } finally {
    ended.removeEventListener('abort', onEnd)
    ;(await watch).abort()
  }
}

/** The API server has understood and says no: asking again would not help. */
const isRefusal = (error: unknown): boolean => error instanceof ApiException && error.code < 500 && error.code !== 429

function keyOf({ metadata }: KubernetesObject): string {
  return metadata?.uid ?? `${metadata?.namespace}/${metadata?.name}`
}
