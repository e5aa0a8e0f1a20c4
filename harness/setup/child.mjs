import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'

const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP']
/** A signal that arrives again within this time is the same one, sent by npm and by the terminal. */
const sameSignalMs = 1000

/**
 * Becomes the command where Node can do that (22.15 and newer), so that nothing stands between it and its signals.
 * An older Node runs it as a child and ends as it ends.
 */
export async function become(command, args, env) {
  if (process.execve !== undefined) process.execve(command, [command, ...args], env)
  process.exit(await runChild(command, args, { env }))
}

/** Runs a command to its end and returns its exit code: 128 + n if signal n ended it. */
export function runChild(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(...diesWithUs(command, args), { stdio: 'inherit', ...options })
    const stop = forwardSignals(child)
    child.once('error', (error) => {
      stop()
      process.stderr.write(`podnet: ${command} could not be started: ${error.message}\n`)
      resolve(255)
    })
    child.once('exit', (code, signal) => {
      stop()
      resolve(code ?? 128 + (constants.signals[signal] ?? 0))
    })
  })
}

/** SIGKILL cannot be forwarded: the kernel sends the child a SIGTERM when we die, where setpriv is installed. */
function diesWithUs(command, args) {
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path))
  return setpriv === undefined ? [command, args] : [setpriv, ['--pdeathsig', 'TERM', command, ...args]]
}

function forwardSignals(child) {
  const last = new Map()
  const handlers = forwarded.map((signal) => {
    const handler = () => {
      const now = Date.now()
      const previous = last.get(signal)
      last.set(signal, now)
      if (previous !== undefined && now - previous < sameSignalMs) return
      if (previous === undefined && signal !== 'SIGTERM' && inForeground()) return
      child.kill(signal)
    }
    process.on(signal, handler)
    return { signal, handler }
  })
  return () => {
    for (const { signal, handler } of handlers) process.off(signal, handler)
  }
}

/** Ctrl-C reaches the terminal's whole foreground group, our child included: it must not get a second one from us. */
export function inForeground(stat = readFileSync('/proc/self/stat', 'utf8')) {
  const [, , group, , , foregroundGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return group === foregroundGroup
}
