import type { PlaceId } from '../../properties/model/place.ts'
import { SystemCallError } from './errno.ts'
import type { EventLoop } from './event-loop.ts'
import type { Places } from './places.ts'
import type { ServerSpec } from './protocol.ts'
import { TcpConnections } from './tcp-connections.ts'
import { TcpServer } from './tcp-server.ts'
import { UdpServer } from './udp-server.ts'
import { maximumIdentityBytes } from './wire.ts'

interface OpenServer {
  spec: ServerSpec
  server: TcpServer | UdpServer
}

/** The servers the agent keeps open, in all the places it entered. */
export class Servers {
  readonly #loop: EventLoop
  readonly #places: Places
  readonly #connections = new TcpConnections()
  readonly #open = new Map<string, OpenServer>()

  constructor(loop: EventLoop, places: Places) {
    this.#loop = loop
    this.#places = places
  }

  /**
   * Opens a server; one that is already open for the same place, protocol, address, port and identity stays as it is,
   * but for a DNS server, which gets its new zone.
   * Throws SystemCallError that names the server and the step.
   */
  listen(spec: ServerSpec): void {
    if (Buffer.byteLength(spec.identity) > maximumIdentityBytes)
      throw new TypeError(`identity too long: ${spec.identity}`)
    const key = `${spec.place} ${spec.protocol} ${spec.address} ${spec.port}`
    const open = this.#open.get(key)
    if (open?.spec.identity === spec.identity) {
      if (spec.zone === undefined) return
      open.server.close()
    }
    try {
      this.#open.set(key, { spec, server: this.#places.within(spec.place, () => this.#start(spec)) })
    } catch (error) {
      const where = `${spec.identity}: ${spec.protocol} ${spec.address} port ${spec.port} in ${spec.place}`
      if (error instanceof SystemCallError) throw error.of(where)
      throw error
    }
  }

  /** Closes every server of a place, its connections included: each of them keeps the namespace alive. */
  leave(place: PlaceId): void {
    for (const [key, { spec, server }] of this.#open) {
      if (spec.place !== place) continue
      server.close()
      this.#open.delete(key)
    }
  }

  #start(spec: ServerSpec): TcpServer | UdpServer {
    if (spec.protocol === 'udp') return new UdpServer(this.#loop, spec)
    return new TcpServer(this.#loop, spec, this.#connections)
  }
}
