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
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
} from './linux.ts'
import { incoming, outgoing } from './message-buffer.ts'
import { observedErrno } from './outcomes.ts'
import { resetOnClose, takePendingError } from './socket.ts'
import { maximumAnswerBytes, readHeader, readView, type ServerView, writeHeader } from './wire.ts'

/**
 * A TCP connection that stays: one exchange after the other, each begun by `ask`. TCP itself sends again what is lost, so
 * that nothing but an error of the connection ends it. All requests bear the nonce of the connection.
 */
export class HeldConnection extends Attempt {
  protected readonly events = EPOLLIN | EPOLLOUT | EPOLLET
  readonly #head = Buffer.allocUnsafe(maximumAnswerBytes)
  #connected = false
  #waiting = false
  #received = 0
  /** Called with each answer. */
  answered: (server: ServerView) => void = () => {}

  /** true: connected, and the last request was answered. */
  get isIdle(): boolean {
    return this.#connected && !this.#waiting && !this.ended
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

  protected openSocket(): number {
    return libc.socket(this.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)
  }

  protected configure(): void {}

  send(): void {}

  ready(events: number): void {
    // As a value: send() and recv() would tell it by errno alone, and clear it.
    if (!this.#connected || (events & EPOLLERR) !== 0) {
      const pending = takePendingError(this.fd)
      if (pending !== 0) return this.end(observedErrno(pending))
      this.#connected = true
    }
    while (!this.ended) {
      const count = libc.recv(this.fd, incoming, incoming.length, 0)
      if (wouldBlock(count)) return
      if (count < 0) return this.end(observedErrno(-count))
      if (count === 0) return this.end({ outcome: 'failed', error: 'EOF' })
      this.#take(count)
    }
  }

  #take(count: number): void {
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
