import { fstatSync } from 'node:fs'
import { check, SystemCallError, untilClear } from './errno.ts'
import { libc } from './libc.ts'
import { CLONE_NEWNET, O_CLOEXEC } from './linux.ts'

const ownPath = '/proc/self/ns/net'
const own = openNamespace(ownPath)

/** An open network namespace. While the descriptor is open the kernel keeps the namespace alive. */
export interface NetworkNamespace {
  fd: number
  /** Identifies the namespace among all of this kernel. */
  inode: number
}

/**
 * Opens a network namespace by its path, `self` for the process's own.
 * Throws SystemCallError where the path cannot be opened.
 */
export function openNamespace(path: string): NetworkNamespace {
  const fd = check(libc.open(path === 'self' ? ownPath : path, O_CLOEXEC), `open ${path}`)
  return { fd, inode: fstatSync(fd).ino }
}

/**
 * Runs `action` inside a network namespace and comes back. `action` must be synchronous: what it starts for
 * later, such as net.connect(), would run in the wrong namespace (design section 3).
 * Throws SystemCallError where the namespace cannot be entered.
 */
export function within<Result>(namespace: NetworkNamespace, action: () => Result): Result {
  if (namespace.inode === own.inode) return action()
  check(
    untilClear(() => libc.setns(namespace.fd, CLONE_NEWNET)),
    'setns',
  )
  try {
    return action()
  } finally {
    const back = untilClear(() => libc.setns(own.fd, CLONE_NEWNET))
    if (back < 0) abort(-back)
  }
}

/** A process that is stuck in a Pod's namespace would report lies from now on. */
function abort(errno: number): never {
  process.stderr.write(`podnet agent: ${new SystemCallError('setns back to the own namespace', errno).message}\n`)
  process.abort()
}
