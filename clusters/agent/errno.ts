import { constants } from 'node:os'
import { lastErrno } from './libc.ts'

export const {
  EACCES,
  EADDRINUSE,
  EAGAIN,
  ECONNREFUSED,
  ECONNRESET,
  EHOSTUNREACH,
  EINPROGRESS,
  EINTR,
  EINVAL,
  EMFILE,
  EMSGSIZE,
  ENETUNREACH,
  ENFILE,
  ENOBUFS,
  EPERM,
  EPIPE,
  ETIMEDOUT,
} = constants.errno

/** Reverse table. The first name wins where two share a number: EAGAIN, not EWOULDBLOCK. */
const names = new Map<number, string>([[112, 'EHOSTDOWN']])
for (const [name, number] of Object.entries(constants.errno)) {
  if (!names.has(number)) names.set(number, name)
}

/** `ECONNRESET` of 104; `errno 512` where the number has no name. */
export const errnoName = (errno: number): string => names.get(errno) ?? `errno ${errno}`

/** A system call that failed where podnet needs it to work. Not for outcomes of probes, which are facts. */
export class SystemCallError extends Error {
  override readonly name = 'SystemCallError'
  readonly errno: number
  readonly #what: string

  constructor(what: string, errno: number) {
    super(`${what}: ${errnoName(errno)}`)
    this.errno = errno
    this.#what = what
  }

  /** The same error, saying for whom the call was made. */
  of(whom: string): SystemCallError {
    return new SystemCallError(`${whom}: ${this.#what}`, this.errno)
  }
}

/** Returns `result`, or throws where a system call reports an error by a number below 0. */
export function check(result: number, what: string): number {
  if (result < 0) throw new SystemCallError(what, lastErrno())
  return result
}
