import { probeHeaderBytes } from '../../properties/model/probe.ts'
import { Attempt } from './attempt.ts'
import { wouldBlock } from './errno.ts'
import { libc } from './libc.ts'
import {
  EPOLLERR,
  EPOLLET,
  EPOLLIN,
  EPOLLOUT,
  MSG_NOSIGNAL,
  SO_LINGER,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_SOCKET,
} from './linux.ts'
import { incoming, outgoing } from './message-buffer.ts'
import { observedErrno } from './outcomes.ts'
import { takePendingError } from './socket.ts'
import { type Header, maximumAnswerBytes, readHeader, readView, writeHeader } from './wire.ts'

/** struct linger { on, 0 seconds }: close() resets the connection. */
const resetOnClose = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0])

/** Connects, sends the request, reads the answer, closes. */
export class TcpAttempt extends Attempt {
  protected readonly events = EPOLLIN | EPOLLOUT | EPOLLET
  readonly #head = Buffer.allocUnsafe(maximumAnswerBytes)
  #connected = false
  #sent = 0
  #received = 0
  #answer: Header | undefined

  protected openSocket(): number {
    return libc.socket(this.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)
  }

  protected configure(): void {}

  /** The connection is under way: `ready` sends once it stands. */
  send(): void {}

  ready(events: number): void {
    // As a value: send() and recv() would tell it by errno alone, and clear it.
    if (!this.#connected || (events & EPOLLERR) !== 0) {
      const pending = takePendingError(this.fd)
      if (pending !== 0) return this.end(observedErrno(pending))
      this.#connected = true
    }
    if (this.probe.connectOnly) return this.#endConnected()
    if (this.#sent < this.probe.payloadBytes) this.#write()
    if (!this.ended) this.#read()
  }

  #write(): void {
    const totalBytes = this.probe.payloadBytes
    writeHeader(outgoing, { kind: 'request', fragmentation: 'default', ...this.nonce, totalBytes })
    while (this.#sent < totalBytes) {
      const rest = this.#sent === 0 ? outgoing : outgoing.subarray(this.#sent)
      const count = libc.send(this.fd, rest, totalBytes - this.#sent, MSG_NOSIGNAL)
      if (wouldBlock(count)) return
      if (count < 0) return this.end(observedErrno(-count))
      this.#sent += count
    }
  }

  #read(): void {
    for (;;) {
      const count = libc.recv(this.fd, incoming, incoming.length, 0)
      if (wouldBlock(count)) return
      if (count < 0) return this.end(observedErrno(-count))
      // Closed in order, but without the answer: no errno tells of it.
      if (count === 0) return this.end({ outcome: 'failed', error: 'EOF' })
      if (this.#received < this.#head.length) incoming.copy(this.#head, this.#received, 0, count)
      this.#received += count
      if (this.#complete()) return
    }
  }

  /** true once nothing more is to be read. */
  #complete(): boolean {
    if (this.#received < probeHeaderBytes) return false
    this.#answer ??= readHeader(this.#head, this.#received, 'answer')
    if (this.#answer === undefined || !this.isOurs(this.#answer)) return this.#endWithNonsense()
    if (this.#received < this.#answer.totalBytes) return false
    const server = readView(this.#head)
    if (server === undefined) return this.#endWithNonsense()
    // It cannot come too early: with the last byte of the answer here, the server's last send() has handed everything over.
    this.#resetOnClose()
    this.end({ outcome: 'answered', server })
    return true
  }

  #endConnected(): void {
    this.#resetOnClose()
    this.end({ outcome: 'connected' })
  }

  /** A reset instead of TIME_WAIT, so that a large matrix does not run out of ports and conntrack entries. */
  #resetOnClose(): void {
    libc.setsockopt(this.fd, SOL_SOCKET, SO_LINGER, resetOnClose, resetOnClose.length)
  }

  #endWithNonsense(): true {
    this.end({ outcome: 'failed', error: 'EBADMSG' })
    return true
  }
}
