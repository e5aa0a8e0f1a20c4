import { answerTo } from './dns-server.ts'
import { wouldBlock } from './errno.ts'
import type { EventLoop, Watcher } from './event-loop.ts'
import { libc } from './libc.ts'
import { EPOLLIN, MSG_NOSIGNAL } from './linux.ts'
import { incoming } from './message-buffer.ts'
import type { ConnectionOrigin } from './tcp-connection.ts'
import type { Lookup } from './zone.ts'

const longestMessage = 65_535

/** The server's end of one DNS query over TCP: reads it, answers, waits for the client to close. */
export class DnsConnection implements Watcher {
  readonly #loop: EventLoop
  readonly #fd: number
  readonly #lookup: Lookup
  readonly origin: ConnectionOrigin
  #received = Buffer.alloc(0)

  constructor(loop: EventLoop, fd: number, origin: ConnectionOrigin, lookup: Lookup) {
    this.#loop = loop
    this.#fd = fd
    this.origin = origin
    this.#lookup = lookup
    loop.watch(fd, EPOLLIN, this)
  }

  ready(): void {
    const count = libc.recv(this.#fd, incoming, incoming.length, 0)
    if (wouldBlock(count)) return
    if (count <= 0) return this.close()
    this.#received = Buffer.concat([this.#received, incoming.subarray(0, count)])
    if (this.#received.length < 2 || this.#received.length < 2 + this.#received.readUInt16BE(0)) return
    const answer = answerTo(this.#lookup, this.#received.subarray(2), longestMessage)
    this.#received = Buffer.alloc(0)
    if (answer === undefined) return this.close()
    const length = Buffer.alloc(2)
    length.writeUInt16BE(answer.length)
    const message = Buffer.concat([length, answer])
    // An answer of a few hundred bytes fits any send buffer: what does not is the end of this connection.
    if (libc.send(this.#fd, message, message.length, MSG_NOSIGNAL) !== message.length) this.close()
  }

  close(): void {
    this.origin.connections.delete(this)
    this.#loop.close(this.#fd)
  }
}
