import { check, ENODEV, SystemCallError, wouldBlock } from './errno.ts'
import type { EventLoop, Watcher } from './event-loop.ts'
import { libc } from './libc.ts'
import {
  AF_PACKET,
  EPOLLIN,
  ETH_P_ALL,
  MSG_TRUNC,
  PACKET_OUTGOING,
  PACKET_STATISTICS,
  SIOCGSTAMPNS,
  SO_RCVBUF,
  SO_RCVBUFFORCE,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_RAW,
  SOL_PACKET,
  SOL_SOCKET,
} from './linux.ts'
import { incoming } from './message-buffer.ts'
import type { CapturedFrame, CaptureSpec } from './protocol.ts'
import { setOption } from './socket.ts'

const defaultSnapBytes = 160
const receiveBufferBytes = 16 * 1024 * 1024
const framesPerTurn = 256
/** Frames kept per capture; the rest are counted as dropped. */
const maximumFrames = 20_000

/** struct sockaddr_ll: family u16, protocol u16, device i32, hardware type u16, packet type u8, length u8, address. */
const linkAddressBytes = 20
const packetTypeOffset = 10

/**
 * Frames of one device, read from a packet socket of the agent's own. It must be opened inside the place's network
 * namespace. Not tcpdump: that cannot drop its privileges in a user namespace with one mapped user ("Couldn't change
 * to 'root' uid=0 gid=0"), is not in kind's node image, and has to be waited for until it listens.
 */
export class Capture implements Watcher {
  readonly #loop: EventLoop
  readonly #spec: CaptureSpec
  readonly #fd: number
  readonly #startedAtMs = performance.timeOrigin + performance.now()
  readonly #frames: CapturedFrame[] = []
  readonly #from = Buffer.alloc(linkAddressBytes)
  readonly #fromLength = Buffer.alloc(4)
  readonly #stamp = Buffer.alloc(16)
  #droppedFrames = 0
  #open = true

  /** Throws SystemCallError where the device does not exist or packet sockets are not permitted. */
  constructor(loop: EventLoop, spec: CaptureSpec) {
    this.#loop = loop
    this.#spec = spec
    const device = libc.deviceIndex(spec.device)
    if (device === 0) throw new SystemCallError(`device ${spec.device}`, ENODEV)
    // Protocol 0 until it is bound: otherwise it would hear the other devices up to then.
    this.#fd = check(libc.socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), 'packet socket')
    try {
      if (setOption(this.#fd, SOL_SOCKET, SO_RCVBUFFORCE, receiveBufferBytes) < 0) {
        setOption(this.#fd, SOL_SOCKET, SO_RCVBUF, receiveBufferBytes)
      }
      // Fails, since there is no frame yet, and turns the kernel's timestamps on.
      libc.ioctl(this.#fd, SIOCGSTAMPNS, this.#stamp)
      const address = Buffer.alloc(linkAddressBytes)
      address.writeUInt16LE(AF_PACKET, 0)
      address.writeUInt16BE(ETH_P_ALL, 2)
      address.writeInt32LE(device, 4)
      check(libc.bind(this.#fd, address, linkAddressBytes), `bind to ${spec.device}`)
      loop.watch(this.#fd, EPOLLIN, this)
    } catch (error) {
      libc.close(this.#fd)
      throw error
    }
  }

  get place(): CaptureSpec['place'] {
    return this.#spec.place
  }

  ready(): void {
    this.#read(framesPerTurn)
  }

  /** Reads what still waits, then closes the socket. What was captured stays available. */
  close(): void {
    if (!this.#open) return
    this.#open = false
    this.#read(maximumFrames)
    this.#droppedFrames += this.#droppedByKernel()
    this.#loop.close(this.#fd)
  }

  /** What was captured until `close`. */
  result(): { frames: CapturedFrame[]; droppedFrames: number } {
    return { frames: this.#frames, droppedFrames: this.#droppedFrames }
  }

  #read(atMost: number): void {
    for (let count = 0; count < atMost; count++) {
      this.#fromLength.writeInt32LE(linkAddressBytes)
      const bytes = libc.recvfrom(this.#fd, incoming, this.#snapBytes, MSG_TRUNC, this.#from, this.#fromLength)
      if (bytes < 0) {
        // ENETDOWN is told once when the device goes down; the capture goes on.
        if (wouldBlock(bytes)) return
        continue
      }
      if (this.#frames.length >= maximumFrames) this.#droppedFrames++
      else this.#frames.push(this.#frame(bytes))
    }
  }

  #frame(bytes: number): CapturedFrame {
    const { place, device } = this.#spec
    const direction = this.#from[packetTypeOffset] === PACKET_OUTGOING ? 'out' : 'in'
    const data = incoming.toString('base64', 0, Math.min(bytes, this.#snapBytes))
    return { place, device, direction, timeMs: this.#lastFrameTimeMs(), bytes, data }
  }

  /** By the kernel's stamp, not by the time of reading: the order of frames on different devices is evidence. */
  #lastFrameTimeMs(): number {
    if (libc.ioctl(this.#fd, SIOCGSTAMPNS, this.#stamp) < 0) return 0
    const seconds = Number(this.#stamp.readBigInt64LE(0))
    const nanoseconds = Number(this.#stamp.readBigInt64LE(8))
    const timeMs = seconds * 1000 - this.#startedAtMs + nanoseconds / 1e6
    return Math.round(timeMs * 1000) / 1000
  }

  get #snapBytes(): number {
    return this.#spec.snapBytes ?? defaultSnapBytes
  }

  /** Frames for which the socket had no room. */
  #droppedByKernel(): number {
    const statistics = Buffer.alloc(8)
    const length = Buffer.alloc(4)
    length.writeInt32LE(statistics.length)
    if (libc.getsockopt(this.#fd, SOL_PACKET, PACKET_STATISTICS, statistics, length) < 0) return 0
    return statistics.readUInt32LE(4)
  }
}
