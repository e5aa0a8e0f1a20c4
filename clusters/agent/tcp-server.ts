import { DnsConnection } from './dns-connection.ts'
import { check, EMFILE, ENFILE } from './errno.ts'
import type { EventLoop, Watcher } from './event-loop.ts'
import { libc } from './libc.ts'
import {
  AF_INET6,
  EPOLLIN,
  IPPROTO_IPV6,
  IPV6_V6ONLY,
  SO_REUSEADDR,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
} from './linux.ts'
import type { ServerSpec } from './protocol.ts'
import { setOption } from './socket.ts'
import { addressFamily, decodeSocketAddress, encodeSocketAddress, socketAddressBytes } from './socket-address.ts'
import { TcpConnection } from './tcp-connection.ts'
import type { TcpConnections } from './tcp-connections.ts'
import { type Lookup, lookupIn } from './zone.ts'

/** Connections the kernel completes before the agent accepts them: a whole batch may arrive in one turn. */
const backlog = 4096
/** Connections accepted per turn, so that one busy server does not starve the others. */
const acceptsPerTurn = 64

/** A listening socket. It must be opened inside the place's network namespace. */
export class TcpServer implements Watcher {
  readonly #loop: EventLoop
  readonly #identity: string
  readonly #lookup: Lookup | undefined
  readonly #fd: number
  readonly #connections: TcpConnections
  readonly #peer = Buffer.alloc(socketAddressBytes)
  readonly #peerLength = Buffer.alloc(4)

  /** Throws SystemCallError where the address cannot be bound. */
  constructor(loop: EventLoop, spec: ServerSpec, connections: TcpConnections) {
    this.#loop = loop
    this.#identity = spec.identity
    this.#lookup = spec.zone && lookupIn(spec.zone)
    this.#connections = connections
    const family = addressFamily(spec.address)
    this.#fd = check(libc.socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), 'socket')
    try {
      if (family === AF_INET6) setOption(this.#fd, IPPROTO_IPV6, IPV6_V6ONLY, 1)
      check(setOption(this.#fd, SOL_SOCKET, SO_REUSEADDR, 1), 'SO_REUSEADDR')
      const address = encodeSocketAddress(spec)
      check(libc.bind(this.#fd, address, address.length), 'bind')
      check(libc.listen(this.#fd, backlog), 'listen')
      loop.watch(this.#fd, EPOLLIN, this)
    } catch (error) {
      libc.close(this.#fd)
      throw error
    }
  }

  ready(): void {
    for (let count = 0; count < acceptsPerTurn; count++) {
      this.#peerLength.writeInt32LE(socketAddressBytes)
      const fd = libc.accept(this.#fd, this.#peer, this.#peerLength, SOCK_NONBLOCK | SOCK_CLOEXEC)
      if (fd < 0) {
        // A descriptor has to come back before the waiting connection can be served.
        if (fd === -EMFILE || fd === -ENFILE) this.#connections.closeOldest()
        return
      }
      const peer = decodeSocketAddress(this.#peer)
      const origin = { server: this, connections: this.#connections, identity: this.#identity, peer }
      const lookup = this.#lookup
      this.#connections.add(
        lookup === undefined
          ? new TcpConnection(this.#loop, fd, origin)
          : new DnsConnection(this.#loop, fd, origin, lookup),
      )
    }
  }

  /** Closes the connections too. */
  close(): void {
    this.#connections.closeAllOf(this)
    this.#loop.close(this.#fd)
  }
}
