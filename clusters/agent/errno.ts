import { constants } from 'node:os'

export const {
  EACCES,
  EADDRINUSE,
  EAGAIN,
  ECONNREFUSED,
  ECONNRESET,
  EHOSTUNREACH,
  EALREADY,
  EBADF,
  EFAULT,
  EINPROGRESS,
  EISCONN,
  EINTR,
  EINVAL,
  EMFILE,
  EMSGSIZE,
  ENETUNREACH,
  ENFILE,
  ENODEV,
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
  if (result < 0) throw new SystemCallError(what, -result)
  return result
}

/**
 * What V8's own futex calls leave in errno when they come between a system call and the reading of its errno: seen once
 * in some 20,000 connects, which then "failed with EAGAIN". Such an errno is not known to be the call's own.
 */
const unclear = new Set([-EAGAIN, -EINTR, -ETIMEDOUT])

/** Whether a nonblocking read, write or accept has nothing to do now. A socket's own ETIMEDOUT comes with EPOLLERR. */
export const wouldBlock = (result: number): boolean => unclear.has(result)

/** Makes a call that may be made again until its result is clear, three times at the most. */
export function untilClear(call: () => number): number {
  let result = call()
  for (let again = 0; again < 2 && unclear.has(result); again++) result = call()
  return result
}
