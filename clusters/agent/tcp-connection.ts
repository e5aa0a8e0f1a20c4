import type { SocketAddress } from '../../properties/model/observation.ts'
import { probeHeaderBytes } from '../../properties/model/probe.ts'
import { wouldBlock } from './errno.ts'
import type { EventLoop, Watcher } from './event-loop.ts'
import { libc } from './libc.ts'
import { EPOLLET, EPOLLIN, EPOLLOUT, MSG_NOSIGNAL } from './linux.ts'
import { incoming, maximumPayloadBytes, outgoing } from './message-buffer.ts'
import { localAddress } from './socket.ts'
import type { TcpConnections } from './tcp-connections.ts'
import { type Header, readHeader, writeAnswer } from './wire.ts'

/** Where an accepted connection came in and from whom. */
export interface ConnectionOrigin {
  server: object
  /** The set the connection takes itself out of when it closes. */
  connections: TcpConnections
  identity: string
  peer: SocketAddress
}

/**
 * The server's end of a TCP connection: reads exactly one request, writes the answer, and waits for the next request or
 * for the client to close. The client ends it with a reset (tcp-client.ts), so every error is the end as well.
 */
export class TcpConnection implements Watcher {
  readonly #loop: EventLoop
  readonly #fd: number
  readonly origin: ConnectionOrigin
  readonly #head = Buffer.allocUnsafe(probeHeaderBytes)
  #received = 0
  #request: Header | undefined
  #sent = 0
  #answerBytes = 0

  constructor(loop: EventLoop, fd: number, origin: ConnectionOrigin) {
    this.#loop = loop
    this.#fd = fd
    this.origin = origin
    loop.watch(fd, EPOLLIN | EPOLLET, this)
  }

  ready(): void {
    if (this.#answerBytes > 0) this.#write()
    if (this.#answerBytes === 0) this.#read()
  }

  close(): void {
    this.origin.connections.delete(this)
    this.#loop.close(this.#fd)
  }

  #read(): void {
    for (;;) {
      const count = libc.recv(this.#fd, incoming, incoming.length, 0)
      if (wouldBlock(count)) return
      if (count <= 0) return this.close()
      if (this.#received < probeHeaderBytes) incoming.copy(this.#head, this.#received, 0, count)
      this.#received += count
      if (this.#received < probeHeaderBytes) continue
      this.#request ??= readHeader(this.#head, this.#received, 'request')
      if (this.#request === undefined || this.#request.totalBytes > maximumPayloadBytes) return this.close()
      if (this.#received < this.#request.totalBytes) continue
      this.#write()
      if (this.#answerBytes > 0) return
    }
  }

  #write(): void {
    if (this.#request === undefined) return
    // Written again after a partial send: the outgoing memory is shared with every other connection.
    const view = { identity: this.origin.identity, local: localAddress(this.#fd), peer: this.origin.peer }
    this.#answerBytes = writeAnswer(outgoing, this.#request, view)
    while (this.#sent < this.#answerBytes) {
      const rest = this.#sent === 0 ? outgoing : outgoing.subarray(this.#sent)
      const count = libc.send(this.#fd, rest, this.#answerBytes - this.#sent, MSG_NOSIGNAL)
      if (wouldBlock(count)) return this.#loop.change(this.#fd, EPOLLIN | EPOLLOUT | EPOLLET)
      if (count < 0) return this.close()
      this.#sent += count
    }
    this.#awaitNext()
  }

  #awaitNext(): void {
    this.#received = 0
    this.#request = undefined
    this.#sent = 0
    this.#answerBytes = 0
  }
}
