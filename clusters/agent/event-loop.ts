import { check, EBADF, EFAULT, EINVAL } from './errno.ts'
import { libc } from './libc.ts'
import { EPOLL_CLOEXEC, EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD } from './linux.ts'

/** Told about the readiness of one descriptor. */
export interface Watcher {
  /** `events` is a set of EPOLL bits; errors and hang-ups are always among the bits told. */
  ready(events: number): void
}

/** Work of each turn besides descriptors. */
export interface Turn {
  /** Called after the events of a turn. Returns the milliseconds the next wait may take, Infinity for no limit. */
  afterEvents(): number
}

// struct epoll_event { uint32_t events; uint64_t data; } is packed on x86-64 and on no other machine.
const dataOffset = process.arch === 'x64' ? 4 : 8
const eventBytes = dataOffset + 8
/**
 * What epoll_wait(2) fails with, but for EINTR. Whatever else is read was left in errno by somebody else after a signal had
 * broken off the call: seen once as ENOENT in some 600 cases.
 */
const waitErrors = new Set([-EBADF, -EFAULT, -EINVAL])

/** Events of one turn. More than a batch keeps in flight: a deadline must not pass while an answer waits unread. */
const capacity = 4096

/** The loop turns at least this often: it would not notice otherwise that it stood still. */
const pulseMs = 250
/** Times without a turn that are shorter harm no probe. */
export const shortestStandstillMs = 500

/**
 * One epoll set for everything the agent waits for. It is not Node's loop, because the agent needs the exact
 * errno, source port and DF flag of each socket; Node's loop never runs while this one does.
 */
export class EventLoop {
  readonly #epoll = check(libc.epollCreate(EPOLL_CLOEXEC), 'epoll_create1')
  readonly #events = Buffer.alloc(capacity * eventBytes)
  readonly #change = Buffer.alloc(eventBytes)
  readonly #watchers: (Watcher | undefined)[] = []
  readonly #generations: number[] = []
  readonly #turns = new Set<Turn>()
  #turnedAt = performance.now()
  #stoodStillMs = 0

  /**
   * Milliseconds since the start in which the agent stood still, since it had no processor or was busy with one thing: all
   * times of half a second or more from one turn to the next.
   */
  get stoodStillMs(): number {
    return Math.round(this.#stoodStillMs)
  }

  /** Throws SystemCallError: EPERM for a regular file, which epoll does not watch. */
  watch(fd: number, events: number, watcher: Watcher): void {
    this.#generations[fd] = ((this.#generations[fd] ?? 0) + 1) >>> 0
    this.#control(EPOLL_CTL_ADD, fd, events)
    this.#watchers[fd] = watcher
  }

  change(fd: number, events: number): void {
    this.#control(EPOLL_CTL_MOD, fd, events)
  }

  unwatch(fd: number): void {
    this.#watchers[fd] = undefined
    libc.epollControl(this.#epoll, EPOLL_CTL_DEL, fd, this.#change)
  }

  /** Forgets a descriptor and closes it; the kernel takes a closed one out of the set by itself. */
  close(fd: number): void {
    this.#watchers[fd] = undefined
    libc.close(fd)
  }

  addTurn(turn: Turn): void {
    this.#turns.add(turn)
  }

  removeTurn(turn: Turn): void {
    this.#turns.delete(turn)
  }

  /** Never returns: the agent ends as a process. */
  run(): never {
    for (;;) {
      let waitMs = pulseMs
      for (const turn of this.#turns) waitMs = Math.min(waitMs, turn.afterEvents())
      this.#wait(Math.ceil(waitMs))
    }
  }

  #noteTurn(): void {
    const now = performance.now()
    const passedMs = now - this.#turnedAt
    if (passedMs >= shortestStandstillMs) this.#stoodStillMs += passedMs
    this.#turnedAt = now
  }

  #wait(timeoutMs: number): void {
    const count = libc.epollWait(this.#epoll, this.#events, capacity, timeoutMs)
    this.#noteTurn()
    if (count < 0 && !waitErrors.has(count)) return
    check(count, 'epoll_wait')
    for (let index = 0; index < count; index++) {
      const offset = index * eventBytes
      const fd = this.#events.readUInt32LE(offset + dataOffset)
      // A handler earlier in this turn may have closed the descriptor, and another may have got its number.
      if (this.#events.readUInt32LE(offset + dataOffset + 4) !== this.#generations[fd]) continue
      this.#watchers[fd]?.ready(this.#events.readUInt32LE(offset))
    }
  }

  #control(operation: number, fd: number, events: number): void {
    this.#change.writeUInt32LE(events >>> 0, 0)
    this.#change.writeUInt32LE(fd, dataOffset)
    this.#change.writeUInt32LE(this.#generations[fd] ?? 0, dataOffset + 4)
    check(libc.epollControl(this.#epoll, operation, fd, this.#change), 'epoll_ctl')
  }
}
