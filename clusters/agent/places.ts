import type { PlaceId } from '../../properties/model/place.ts'
import { freshPort } from './fresh-ports.ts'
import { libc } from './libc.ts'
import { type NetworkNamespace, openNamespace, within } from './network-namespace.ts'

/** A place nobody entered, or that was left: podnet's own mistake or a Pod that is gone, no fact about the network. */
export class UnknownPlaceError extends Error {
  override readonly name = 'UnknownPlaceError'

  constructor(place: string) {
    super(`the agent has not entered ${place}`)
  }
}

/** The places the agent has entered, each with the open namespace its sockets are born in. */
export class Places {
  readonly #namespaces = new Map<PlaceId, NetworkNamespace>()

  /**
   * Opens the place's namespace; a handle from before is replaced. Returns true where the place stood for another
   * namespace until now. Throws SystemCallError where the path cannot be opened; the old handle then stays.
   */
  enter(place: PlaceId, namespacePath: string): boolean {
    const namespace = openNamespace(namespacePath)
    const before = this.#namespaces.get(place)
    this.leave(place)
    this.#namespaces.set(place, namespace)
    return before !== undefined && before.inode !== namespace.inode
  }

  leave(place: PlaceId): void {
    const namespace = this.#namespaces.get(place)
    if (namespace === undefined) return
    this.#namespaces.delete(place)
    libc.close(namespace.fd)
  }

  /** Runs a synchronous action in the place's network namespace. Throws UnknownPlaceError. */
  within<Result>(place: PlaceId, action: () => Result): Result {
    return within(this.#namespaceOf(place), action)
  }

  /** A source port that nobody in the place's network namespace had lately. Throws UnknownPlaceError. */
  freshPort(place: PlaceId): number {
    return freshPort(this.#namespaceOf(place).inode)
  }

  #namespaceOf(place: PlaceId): NetworkNamespace {
    const namespace = this.#namespaces.get(place)
    if (namespace === undefined) throw new UnknownPlaceError(place)
    return namespace
  }
}
