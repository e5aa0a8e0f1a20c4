import type { ConnectionOrigin } from './tcp-connection.ts'

/** One accepted connection, whatever is spoken on it. */
export interface AcceptedConnection {
  readonly origin: ConnectionOrigin
  close(): void
}

/**
 * Open connections of the whole agent; beyond them the oldest is closed. They are what a broken network leaves
 * behind: a client that gave up, whose end of the connection never arrived.
 */
const maximumConnections = 8192

/** The accepted connections of all servers, in the order in which they were accepted. */
export class TcpConnections {
  /** A Set keeps the order of insertion. */
  readonly #open = new Set<AcceptedConnection>()

  add(connection: AcceptedConnection): void {
    if (this.#open.size >= maximumConnections) this.closeOldest()
    this.#open.add(connection)
  }

  delete(connection: AcceptedConnection): void {
    this.#open.delete(connection)
  }

  closeOldest(): void {
    for (const oldest of this.#open) return oldest.close()
  }

  closeAllOf(server: object): void {
    for (const connection of this.#open) if (connection.origin.server === server) connection.close()
  }
}
