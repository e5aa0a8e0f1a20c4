import { probeHeaderBytes } from '../../properties/model/probe.ts'
import { Attempt, type Ending } from './attempt.ts'
import { wouldBlock } from './errno.ts'
import { libc } from './libc.ts'
import {
  EPOLLERR,
  EPOLLET,
  EPOLLIN,
  EPOLLOUT,
  MSG_NOSIGNAL,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
} from './linux.ts'
import { incoming, outgoing } from './message-buffer.ts'
import { observedErrno } from './outcomes.ts'
import { resetOnClose, takePendingError } from './socket.ts'
import { type Header, maximumAnswerBytes, readHeader, readView, writeHeader } from './wire.ts'

/** Connects, sends the request, reads the answer, closes. */
export class TcpAttempt extends Attempt {
  protected readonly events = EPOLLIN | EPOLLOUT | EPOLLET
  #head: Buffer | undefined
  #connected = false
  #sent = 0
  #requestBytes = 0
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
    if (this.#sent === 0 || this.#sent < this.#requestBytes) this.#write()
    if (!this.ended) this.#read()
  }

  /** Bytes of the answer that are kept. */
  protected headBytes(): number {
    return maximumAnswerBytes
  }

  /** Writes the request to `outgoing` and returns its length; again after a part of it was sent. */
  protected writeRequest(): number {
    const totalBytes = this.probe.payloadBytes
    writeHeader(outgoing, { kind: 'request', fragmentation: 'default', ...this.nonce, totalBytes })
    return totalBytes
  }

  /** What the first `received` bytes say once the answer is complete; undefined until then. `head` may hold fewer. */
  protected readAnswer(head: Buffer, received: number): Pick<Ending, 'server' | 'answer'> | 'nonsense' | undefined {
    if (received < probeHeaderBytes) return undefined
    this.#answer ??= readHeader(head, received, 'answer')
    if (this.#answer === undefined || !this.isOurs(this.#answer)) return 'nonsense'
    if (received < this.#answer.totalBytes) return undefined
    const server = readView(head)
    return server === undefined ? 'nonsense' : { server }
  }

  #write(): void {
    this.#requestBytes = this.writeRequest()
    while (this.#sent < this.#requestBytes) {
      const rest = this.#sent === 0 ? outgoing : outgoing.subarray(this.#sent)
      const count = libc.send(this.fd, rest, this.#requestBytes - this.#sent, MSG_NOSIGNAL)
      if (wouldBlock(count)) return
      if (count < 0) return this.end(observedErrno(-count))
      this.#sent += count
    }
  }

  #read(): void {
    this.#head ??= Buffer.allocUnsafe(this.headBytes())
    for (;;) {
      const count = libc.recv(this.fd, incoming, incoming.length, 0)
      if (wouldBlock(count)) return
      if (count < 0) return this.end(observedErrno(-count))
      // Closed in order, but without the answer: no errno tells of it.
      if (count === 0) return this.end({ outcome: 'failed', error: 'EOF' })
      if (this.#received < this.#head.length) incoming.copy(this.#head, this.#received, 0, count)
      this.#received += count
      if (this.#complete(this.#head)) return
    }
  }

  /** true once nothing more is to be read. */
  #complete(head: Buffer): boolean {
    const said = this.readAnswer(head, this.#received)
    if (said === undefined) return false
    if (said === 'nonsense') {
      this.end({ outcome: 'failed', error: 'EBADMSG' })
      return true
    }
    // It cannot come too early: with the last byte of the answer here, the server's last send() has handed everything over.
    resetOnClose(this.fd)
    this.end({ outcome: 'answered', ...said })
    return true
  }

  #endConnected(): void {
    resetOnClose(this.fd)
    this.end({ outcome: 'connected' })
  }
}
