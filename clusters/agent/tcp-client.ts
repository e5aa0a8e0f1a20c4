import { probeHeaderBytes } from '../../properties/model/probe.ts'
import type { Ending } from './attempt.ts'
import { wouldBlock } from './errno.ts'
import { libc } from './libc.ts'
import { MSG_NOSIGNAL } from './linux.ts'
import { incoming, outgoing } from './message-buffer.ts'
import { observedErrno } from './outcomes.ts'
import { resetOnClose } from './socket.ts'
import { TcpStream } from './tcp-stream.ts'
import { type Header, maximumAnswerBytes, readHeader, readView, writeHeader } from './wire.ts'

/** Connects, sends the request, reads the answer, closes. */
export class TcpAttempt extends TcpStream {
  #head: Buffer | undefined
  #sent = 0
  #requestBytes = 0
  #received = 0
  #answer: Header | undefined

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

  protected write(): void {
    if (this.probe.connectOnly) return this.#endConnected()
    if (this.#sent > 0 && this.#sent === this.#requestBytes) return
    this.#requestBytes = this.writeRequest()
    while (this.#sent < this.#requestBytes) {
      const rest = this.#sent === 0 ? outgoing : outgoing.subarray(this.#sent)
      const count = libc.send(this.fd, rest, this.#requestBytes - this.#sent, MSG_NOSIGNAL)
      if (wouldBlock(count)) return
      if (count < 0) return this.end(observedErrno(-count))
      this.#sent += count
    }
  }

  protected take(count: number): void {
    this.#head ??= Buffer.allocUnsafe(this.headBytes())
    if (this.#received < this.#head.length) incoming.copy(this.#head, this.#received, 0, count)
    this.#received += count
    const said = this.readAnswer(this.#head, this.#received)
    if (said === undefined) return
    if (said === 'nonsense') return this.end({ outcome: 'failed', error: 'EBADMSG' })
    // It cannot come too early: with the last byte of the answer here, the server's last send() has handed everything over.
    resetOnClose(this.fd)
    this.end({ outcome: 'answered', ...said })
  }

  #endConnected(): void {
    resetOnClose(this.fd)
    this.end({ outcome: 'connected' })
  }
}
