import { answerTo, plainUdpBytes } from './dns-server.ts'
import { check } from './errno.ts'
import type { EventLoop, Watcher } from './event-loop.ts'
import { libc } from './libc.ts'
import {
  AF_INET6,
  EPOLLIN,
  IPPROTO_IPV6,
  IPV6_V6ONLY,
  MSG_NOSIGNAL,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SO_SNDBUF,
  SO_SNDBUFFORCE,
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
import { type Lookup, lookupIn } from './zone.ts'

/** Room for datagrams while the agent or the device is busy: a drop here would look like a loss in the network. */
const bufferBytes = 4 * 1024 * 1024
/** Datagrams answered per turn, so that one busy server does not starve the others. */
const datagramsPerTurn = 128

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
  readonly #lookup: Lookup | undefined
  #fragmentation: Fragmentation = 'default'

  /** Throws SystemCallError where the address cannot be bound. */
  constructor(loop: EventLoop, spec: ServerSpec) {
    this.#loop = loop
    this.#spec = spec
    this.#lookup = spec.zone && lookupIn(spec.zone)
    this.#family = addressFamily(spec.address)
    this.#fd = check(libc.socket(this.#family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), 'socket')
    try {
      if (this.#family === AF_INET6) setOption(this.#fd, IPPROTO_IPV6, IPV6_V6ONLY, 1)
      setBufferBytes(this.#fd, SO_RCVBUFFORCE, SO_RCVBUF)
      setBufferBytes(this.#fd, SO_SNDBUFFORCE, SO_SNDBUF)
      const address = encodeSocketAddress(spec)
      check(libc.bind(this.#fd, address, address.length), 'bind')
      loop.watch(this.#fd, EPOLLIN, this)
    } catch (error) {
      libc.close(this.#fd)
      throw error
    }
  }

  ready(): void {
    for (let count = 0; count < datagramsPerTurn; count++) {
      this.#peerLength.writeInt32LE(socketAddressBytes)
      const length = libc.recvfrom(this.#fd, incoming, incoming.length, 0, this.#peer, this.#peerLength)
      if (length < 0) return
      if (this.#lookup === undefined) this.#answer(length)
      else this.#answerQuery(this.#lookup, length)
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
    this.#setFragmentation(request.fragmentation)
    this.#send(outgoing, answerBytes)
  }

  #answerQuery(lookup: Lookup, length: number): void {
    const answer = answerTo(lookup, incoming.subarray(0, length), plainUdpBytes)
    if (answer !== undefined) this.#send(answer, answer.length)
  }

  /** An error is the end of this answer: the client sees the silence, as it would with any other server. */
  #send(message: Buffer, length: number): void {
    libc.sendto(this.#fd, message, length, MSG_NOSIGNAL, this.#peer, this.#peerLength.readInt32LE())
  }

  /** All clients share this socket, so DF is switched before each answer that differs from the one before. */
  #setFragmentation(fragmentation: Fragmentation): void {
    if (fragmentation === this.#fragmentation) return
    setPathMtuDiscovery(this.#fd, this.#family, pathMtuDiscovery[fragmentation])
    this.#fragmentation = fragmentation
  }
}

/** FORCE goes beyond net.core.rmem_max and wmem_max; it needs CAP_NET_ADMIN in the initial user namespace. */
function setBufferBytes(fd: number, forceOption: number, option: number): void {
  if (setOption(fd, SOL_SOCKET, forceOption, bufferBytes) < 0) setOption(fd, SOL_SOCKET, option, bufferBytes)
}
