import { check, wouldBlock } from './errno.ts'
import type { EventLoop } from './event-loop.ts'
import { libc } from './libc.ts'
import { LineReader } from './line-reader.ts'
import { EPOLLIN, EPOLLOUT, F_GETFL, F_SETFL, O_NONBLOCK } from './linux.ts'

const stdin = 0
const stdout = 1

/**
 * Standard input and output as lines. Both are descriptors of the agent's loop, so that the servers go on answering
 * while the controller is slow to read.
 */
export class ControlChannel {
  readonly #loop: EventLoop
  readonly #onLine: (line: string) => void
  readonly #onEnd: () => void
  readonly #reader = new LineReader()
  readonly #chunk = Buffer.alloc(256 * 1024)
  #unwritten: Buffer[] = []

  /** `onEnd`: stdin has ended. Throws SystemCallError where stdin is a file: epoll watches pipes, sockets and terminals. */
  constructor(loop: EventLoop, onLine: (line: string) => void, onEnd: () => void) {
    this.#loop = loop
    this.#onLine = onLine
    this.#onEnd = onEnd
    // stdin stays blocking: it is read only when it is ready.
    loop.watch(stdin, EPOLLIN, { ready: () => this.#read() })
    const flags = check(libc.fcntl(stdout, F_GETFL, 0), 'fcntl stdout')
    check(libc.fcntl(stdout, F_SETFL, flags | O_NONBLOCK), 'fcntl stdout')
  }

  send(message: object): void {
    const wasEmpty = this.#unwritten.length === 0
    this.#unwritten.push(Buffer.from(`${JSON.stringify(message)}\n`))
    if (wasEmpty && !this.#write()) this.#loop.watch(stdout, EPOLLOUT, { ready: () => this.#continue() })
  }

  #read(): void {
    const count = libc.read(stdin, this.#chunk, this.#chunk.length)
    if (wouldBlock(count)) return
    if (count <= 0) return this.#onEnd()
    for (const line of this.#reader.read(this.#chunk.subarray(0, count))) this.#onLine(line)
  }

  #continue(): void {
    if (this.#write()) this.#loop.unwatch(stdout)
  }

  /** true once everything is written. */
  #write(): boolean {
    for (let first = this.#unwritten[0]; first !== undefined; first = this.#unwritten[0]) {
      const count = libc.write(stdout, first, first.length)
      if (wouldBlock(count)) return false
      check(count, 'write to stdout')
      if (count === first.length) this.#unwritten.shift()
      else this.#unwritten[0] = first.subarray(count)
    }
    return true
  }
}
