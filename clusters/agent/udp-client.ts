import { Attempt } from './attempt.ts'
import { EAGAIN, ENOBUFS, untilClear, wouldBlock } from './errno.ts'
import { libc } from './libc.ts'
import {
  AF_INET6,
  EPOLLERR,
  EPOLLIN,
  IP_RECVERR,
  IPPROTO_IP,
  IPPROTO_IPV6,
  IPV6_RECVERR,
  MSG_NOSIGNAL,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
} from './linux.ts'
import { incoming, outgoing } from './message-buffer.ts'
import { observedErrno } from './outcomes.ts'
import { fragmentationOf, pathMtuDiscovery } from './path-mtu.ts'
import { setOption, setPathMtuDiscovery, takePendingError } from './socket.ts'
import { readHeader, readView, writeHeader } from './wire.ts'

/** Sends one datagram from a connected socket of its own and waits for its answer. */
export class UdpAttempt extends Attempt {
  protected readonly events = EPOLLIN

  protected openSocket(): number {
    return libc.socket(this.family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)
  }

  protected configure(): void {
    setPathMtuDiscovery(this.fd, this.family, pathMtuDiscovery[fragmentationOf(this.probe.size)])
    reportIcmpErrors(this.fd, this.family)
  }

  send(): void {
    this.transmit(this.writeRequest())
  }

  ready(events: number): void {
    // As a value: recv() would tell it by errno alone, and clear it.
    const pending = (events & EPOLLERR) === 0 ? 0 : takePendingError(this.fd)
    if (pending !== 0) return this.end(observedErrno(pending))
    for (;;) {
      const count = libc.recv(this.fd, incoming, incoming.length, 0)
      if (wouldBlock(count)) return
      if (count < 0) return this.end(observedErrno(-count))
      this.receive(count)
      if (this.ended) return
    }
  }

  /** Writes the datagram to `outgoing` and returns its length. */
  protected writeRequest(): number {
    const totalBytes = this.probe.payloadBytes
    const fragmentation = fragmentationOf(this.probe.size)
    writeHeader(outgoing, { kind: 'request', fragmentation, ...this.nonce, totalBytes })
    return totalBytes
  }

  /** Looks at a datagram of `count` bytes in `incoming`. One that is not the answer to this request is ignored. */
  protected receive(count: number): void {
    const answer = readHeader(incoming, count, 'answer')
    if (answer?.totalBytes !== count || !this.isOurs(answer)) return
    const server = readView(incoming)
    if (server !== undefined) this.end({ outcome: 'answered', server })
  }

  protected transmit(length: number): void {
    const count = untilClear(() => libc.send(this.fd, outgoing, length, MSG_NOSIGNAL))
    if (count === -EAGAIN || count === -ENOBUFS) this.setting.sendLater(this)
    else if (count < 0) this.end(observedErrno(-count))
  }
}

/** Without this a connected datagram socket hears of closed ports, but not of hosts and networks that are unreachable. */
function reportIcmpErrors(fd: number, family: number): void {
  if (family === AF_INET6) setOption(fd, IPPROTO_IPV6, IPV6_RECVERR, 1)
  else setOption(fd, IPPROTO_IP, IP_RECVERR, 1)
}
