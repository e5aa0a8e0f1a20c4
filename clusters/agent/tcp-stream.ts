import { Attempt } from './attempt.ts'
import { wouldBlock } from './errno.ts'
import { libc } from './libc.ts'
import { EPOLLERR, EPOLLET, EPOLLIN, EPOLLOUT, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_STREAM } from './linux.ts'
import { incoming } from './message-buffer.ts'
import { observedErrno } from './outcomes.ts'
import { takePendingError } from './socket.ts'

/** A TCP connection from connect() to its end: what is said over it is its kind's. */
export abstract class TcpStream extends Attempt {
  protected readonly events = EPOLLIN | EPOLLOUT | EPOLLET
  protected isConnected = false

  /** Called whenever the connection may take more. */
  protected abstract write(): void
  /** Takes `count` bytes of `incoming`. */
  protected abstract take(count: number): void

  protected openSocket(): number {
    return libc.socket(this.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)
  }

  protected configure(): void {}

  /** The connection is under way: `ready` sends once it stands. */
  send(): void {}

  ready(events: number): void {
    // As a value: send() and recv() would tell it by errno alone, and clear it.
    if (!this.isConnected || (events & EPOLLERR) !== 0) {
      const pending = takePendingError(this.fd)
      if (pending !== 0) return this.end(observedErrno(pending))
      this.isConnected = true
    }
    this.write()
    while (!this.ended) {
      const count = libc.recv(this.fd, incoming, incoming.length, 0)
      if (wouldBlock(count)) return
      if (count < 0) return this.end(observedErrno(-count))
      // Closed in order, but without the answer: no errno tells of it.
      if (count === 0) return this.end({ outcome: 'failed', error: 'EOF' })
      this.take(count)
    }
  }
}
