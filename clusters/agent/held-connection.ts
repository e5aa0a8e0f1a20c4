import { probeHeaderBytes } from '../../properties/model/probe.ts'
import { wouldBlock } from './errno.ts'
import { libc } from './libc.ts'
import { MSG_NOSIGNAL } from './linux.ts'
import { incoming, outgoing } from './message-buffer.ts'
import { observedErrno } from './outcomes.ts'
import { resetOnClose } from './socket.ts'
import { TcpStream } from './tcp-stream.ts'
import { maximumAnswerBytes, readHeader, readView, type ServerView, writeHeader } from './wire.ts'

/**
 * A TCP connection that stays: one exchange after the other, each begun by `ask`. TCP itself sends again what is lost, so
 * that nothing but an error of the connection ends it. All requests bear the nonce of the connection.
 */
export class HeldConnection extends TcpStream {
  readonly #head = Buffer.allocUnsafe(maximumAnswerBytes)
  #waiting = false
  #received = 0
  /** Called with each answer. */
  answered: (server: ServerView) => void = () => {}

  /** true: connected, and the last request was answered. */
  get isIdle(): boolean {
    return this.isConnected && !this.#waiting && !this.ended
  }

  ask(): void {
    const totalBytes = this.probe.payloadBytes
    writeHeader(outgoing, { kind: 'request', fragmentation: 'default', ...this.nonce, totalBytes })
    const count = libc.send(this.fd, outgoing, totalBytes, MSG_NOSIGNAL)
    // A message this small fits the socket's buffer whole, or the one before was not taken yet.
    if (wouldBlock(count)) return
    if (count < 0) return this.end(observedErrno(-count))
    this.#waiting = true
    this.#received = 0
  }

  /** Ends it with a reset, and tells nobody. */
  override abandon(): void {
    if (!this.ended && this.fd >= 0) resetOnClose(this.fd)
    super.abandon()
  }

  /** `ask` writes. */
  protected write(): void {}

  protected take(count: number): void {
    incoming.copy(this.#head, Math.min(this.#received, this.#head.length), 0, count)
    this.#received += count
    if (this.#received < probeHeaderBytes) return
    const answer = readHeader(this.#head, this.#received, 'answer')
    if (answer === undefined || !this.isOurs(answer)) return this.end({ outcome: 'failed', error: 'EBADMSG' })
    if (this.#received < answer.totalBytes) return
    const view = readView(this.#head)
    if (view === undefined) return this.end({ outcome: 'failed', error: 'EBADMSG' })
    this.#waiting = false
    this.answered(view)
  }
}
