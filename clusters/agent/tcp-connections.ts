import type { TcpConnection } from './tcp-connection.ts'

/**
 * Open connections of the whole agent; beyond them the oldest is closed. They are what a broken network leaves
 * behind: a client that gave up, whose end of the connection never arrived.
 */
const maximumConnections = 8192

/** The accepted connections of all servers, in the order in which they were accepted. */
export class TcpConnections {
  /** A Set keeps the order of insertion. */
  readonly #open = new Set<TcpConnection>()

  add(connection: TcpConnection): void {
    if (this.#open.size >= maximumConnections) this.closeOldest()
    this.#open.add(connection)
  }

  delete(connection: TcpConnection): void {
    this.#open.delete(connection)
  }

  closeOldest(): void {
    for (const oldest of this.#open) return oldest.close()
  }

  closeAllOf(server: object): void {
    for (const connection of this.#open) if (connection.origin.server === server) connection.close()
  }
}
