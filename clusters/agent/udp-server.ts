import { check, EAGAIN } from './errno.ts'
import type { EventLoop, Watcher } from './event-loop.ts'
import { lastErrno, libc } from './libc.ts'
import {
  AF_INET6,
  EPOLLIN,
  EPOLLOUT,
  IPPROTO_IPV6,
  IPV6_V6ONLY,
  MSG_NOSIGNAL,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SO_SNDBUF,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOL_SOCKET,
} from './linux.ts'
import { incoming, outgoing } from './message-buffer.ts'
import { pathMtuDiscovery } from './path-mtu.ts'
import type { ServerSpec } from './protocol.ts'
import { setOption, setPathMtuDiscovery } from './socket.ts'
import { addressFamily, decodeSocketAddress, encodeSocketAddress, socketAddressBytes } from './socket-address.ts'
import { type Fragmentation, readHeader, writeAnswer } from './wire.ts'

/** Datagrams that wait while the agent does something else: a drop here would look like a loss in the network. */
const receiveBufferBytes = 4 * 1024 * 1024
const datagramsPerTurn = 128
/** Answers that wait for room in the send buffer; beyond them answers are lost, as they would be in the kernel. */
const maximumWaiting = 4096

interface Answer {
  datagram: Buffer
  fragmentation: Fragmentation
  peer: Buffer
}

/**
 * A UDP server bound to one address: the kernel chooses the source of what a wildcard socket sends, and it chooses
 * wrong on a Node (datapath 0.5). It must be opened inside the place's network namespace.
 */
export class UdpServer implements Watcher {
  readonly #loop: EventLoop
  readonly #spec: ServerSpec
  readonly #family: number
  readonly #fd: number
  readonly #peer = Buffer.alloc(socketAddressBytes)
  readonly #peerLength = Buffer.alloc(4)
  #fragmentation: Fragmentation = 'default'
  #waiting: Answer[] = []

  /** Throws SystemCallError where the address cannot be bound. */
  constructor(loop: EventLoop, spec: ServerSpec) {
    this.#loop = loop
    this.#spec = spec
    this.#family = addressFamily(spec.address)
    this.#fd = check(libc.socket(this.#family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), 'socket')
    try {
      if (this.#family === AF_INET6) setOption(this.#fd, IPPROTO_IPV6, IPV6_V6ONLY, 1)
      // FORCE goes beyond net.core.rmem_max and needs CAP_NET_ADMIN in the initial user namespace.
      if (setOption(this.#fd, SOL_SOCKET, SO_RCVBUFFORCE, receiveBufferBytes) < 0) {
        setOption(this.#fd, SOL_SOCKET, SO_RCVBUF, receiveBufferBytes)
      }
      setOption(this.#fd, SOL_SOCKET, SO_SNDBUF, receiveBufferBytes)
      const address = encodeSocketAddress(spec)
      check(libc.bind(this.#fd, address, address.length), 'bind')
      loop.watch(this.#fd, EPOLLIN, this)
    } catch (error) {
      libc.close(this.#fd)
      throw error
    }
  }

  ready(): void {
    this.#sendWaiting()
    for (let count = 0; count < datagramsPerTurn; count++) {
      this.#peerLength.writeInt32LE(socketAddressBytes)
      const length = libc.recvfrom(this.#fd, incoming, incoming.length, 0, this.#peer, this.#peerLength)
      if (length < 0) return
      this.#answer(length)
    }
  }

  close(): void {
    this.#loop.close(this.#fd)
  }

  #answer(length: number): void {
    const request = readHeader(incoming, length, 'request')
    if (request === undefined || request.totalBytes !== length) return
    const { identity, address, port } = this.#spec
    const view = { identity, local: { address, port }, peer: decodeSocketAddress(this.#peer) }
    const answerBytes = writeAnswer(outgoing, request, view)
    const datagram = outgoing.subarray(0, answerBytes)
    if (
      this.#waiting.length === 0 &&
      this.#send({ datagram, fragmentation: request.fragmentation, peer: this.#peer })
    ) {
      return
    }
    if (this.#waiting.length >= maximumWaiting) return
    const peer = Buffer.from(this.#peer)
    this.#waiting.push({ datagram: Buffer.from(datagram), fragmentation: request.fragmentation, peer })
    this.#loop.change(this.#fd, EPOLLIN | EPOLLOUT)
  }

  #sendWaiting(): void {
    if (this.#waiting.length === 0) return
    const unsent = this.#waiting.findIndex((answer) => !this.#send(answer))
    this.#waiting = unsent < 0 ? [] : this.#waiting.slice(unsent)
    if (this.#waiting.length === 0) this.#loop.change(this.#fd, EPOLLIN)
  }

  /**
   * false where the send buffer is full. Any other error is the answer's end: the client sees the silence.
   * All clients share this socket, so DF is switched before each answer that differs from the one before; nothing
   * else can send in between.
   */
  #send({ datagram, fragmentation, peer }: Answer): boolean {
    if (fragmentation !== this.#fragmentation) {
      setPathMtuDiscovery(this.#fd, this.#family, pathMtuDiscovery[fragmentation])
      this.#fragmentation = fragmentation
    }
    const peerBytes = this.#family === AF_INET6 ? socketAddressBytes : 16
    const sent = libc.sendto(this.#fd, datagram, datagram.length, MSG_NOSIGNAL, peer, peerBytes)
    return sent >= 0 || lastErrno() !== EAGAIN
  }
}
