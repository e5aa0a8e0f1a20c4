import type { Observation, SocketAddress } from '../../properties/model/observation.ts'
import { type Probe, probeHeaderBytes } from '../../properties/model/probe.ts'
import type { Expiring } from './deadline-queue.ts'
import { EADDRINUSE, EALREADY, EINPROGRESS, EISCONN, errnoName, untilClear } from './errno.ts'
import type { EventLoop, Watcher } from './event-loop.ts'
import { libc } from './libc.ts'
import { AF_INET6 } from './linux.ts'
import { maximumPayloadBytes } from './message-buffer.ts'
import { observedErrno } from './outcomes.ts'
import type { Places } from './places.ts'
import { localAddress } from './socket.ts'
import { addressFamily, encodeSocketAddress } from './socket-address.ts'
import type { Header } from './wire.ts'

/** What the attempts of a batch share. */
export interface AttemptSetting {
  loop: EventLoop
  places: Places
  deadlineMs: number
  nextNonce(): Pick<Header, 'nonceHigh' | 'nonceLow'>
  /** Calls `send` again in a later turn: a full queue of this kernel is no fact about the network. */
  sendLater(attempt: Attempt): void
  finished(index: number, observation: Observation): void
}

const freshPortsTried = 8

/** What connect() says of a connection that is being made, or of one that stands when it is asked again. */
const underWay = new Set([-EINPROGRESS, -EALREADY, -EISCONN])

export type Ending = Pick<Observation, 'outcome' | 'error' | 'server' | 'answer'>

/** One probe under way: from the first system call to the answer, the error or the deadline. */
export abstract class Attempt implements Watcher, Expiring {
  readonly probe: Probe
  protected readonly setting: AttemptSetting
  protected readonly nonce: Pick<Header, 'nonceHigh' | 'nonceLow'>
  protected fd = -1
  protected family = 0
  readonly #index: number
  #client: SocketAddress | undefined
  #startedAt = 0
  #ended = false

  /** `index`: the probe's place in its batch. */
  constructor(setting: AttemptSetting, probe: Probe, index: number) {
    this.setting = setting
    this.probe = probe
    this.#index = index
    this.nonce = setting.nextNonce()
  }

  /** EPOLL bits to wait for. */
  protected abstract readonly events: number
  /** Opens a socket and returns its descriptor; runs inside the client's namespace. Below 0: refused. */
  protected abstract openSocket(): number
  /** Sets options before the socket is bound. */
  protected abstract configure(): void
  /** Called once the socket is watched. Sends, where that needs no connection first. */
  abstract send(): void
  abstract ready(events: number): void

  get deadline(): number {
    return this.#startedAt + this.setting.deadlineMs
  }

  get ended(): boolean {
    return this.#ended
  }

  start(): void {
    this.#startedAt = performance.now()
    try {
      this.#start()
    } catch (error) {
      this.end({ outcome: 'not-made', error: error instanceof Error ? error.message : String(error) })
    }
  }

  expire(): void {
    this.end({ outcome: 'timed-out' })
  }

  /** Closes its socket and tells nobody. */
  abandon(): void {
    if (this.#ended) return
    this.#ended = true
    if (this.fd >= 0) this.setting.loop.close(this.fd)
  }

  /** Whether a message carries this attempt's nonce. */
  protected isOurs(message: Header): boolean {
    return message.nonceLow === this.nonce.nonceLow && message.nonceHigh === this.nonce.nonceHigh
  }

  protected end(ending: Ending): void {
    if (this.#ended) return
    this.#ended = true
    if (this.fd >= 0) this.setting.loop.close(this.fd)
    const durationMs = Math.round((performance.now() - this.#startedAt) * 1000) / 1000
    const client = this.#client === undefined ? {} : { client: this.#client }
    this.setting.finished(this.#index, { ...ending, ...client, durationMs })
  }

  #start(): void {
    const { client, target, payloadBytes } = this.probe
    if (!(payloadBytes >= probeHeaderBytes && payloadBytes <= maximumPayloadBytes)) {
      throw new RangeError(`payloadBytes is ${payloadBytes}, not ${probeHeaderBytes} to ${maximumPayloadBytes}`)
    }
    this.family = addressFamily(target.address)
    this.fd = this.setting.places.within(client, () => untilClear(() => this.openSocket()))
    if (this.fd < 0) return this.end({ outcome: 'not-made', error: `socket: ${errnoName(-this.fd)}` })
    this.configure()
    const bound = this.#bind()
    if (bound < 0) return this.end(observedErrno(-bound))
    const address = encodeSocketAddress(target)
    const connected = untilClear(() => libc.connect(this.fd, address, address.length))
    this.#client = this.#ownEnd()
    if (connected < 0 && !underWay.has(connected)) return this.end(observedErrno(-connected))
    this.setting.loop.watch(this.fd, this.events, this)
    this.send()
  }

  #bind(): number {
    const { bind, sourcePort, protocol } = this.probe
    const port = bind?.port ?? sourcePort
    if (protocol === 'icmp') return bind === undefined ? 0 : this.#bindTo(0)
    return port === undefined ? this.#bindFresh() : this.#bindTo(port)
  }

  /** Ports that somebody else has are passed over; where many are, the kernel finds one. */
  #bindFresh(): number {
    for (let tried = 0; tried < freshPortsTried; tried++) {
      const bound = this.#bindTo(this.setting.places.freshPort(this.probe.client))
      if (bound !== -EADDRINUSE) return bound
    }
    return this.#bindTo(0)
  }

  #bindTo(port: number): number {
    const wildcard = this.family === AF_INET6 ? '::' : '0.0.0.0'
    const address = encodeSocketAddress({ address: this.probe.bind?.address ?? wildcard, port })
    return untilClear(() => libc.bind(this.fd, address, address.length))
  }

  /** undefined where the kernel chose none: a wildcard address, or port 0. */
  #ownEnd(): SocketAddress | undefined {
    const { address, port } = localAddress(this.fd)
    if (address === '0.0.0.0' || address === '::') return undefined
    if (this.probe.protocol === 'icmp') return { address, port: 0 }
    return port === 0 ? undefined : { address, port }
  }
}
