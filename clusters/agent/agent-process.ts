import { execa } from 'execa'
import type { AgentConnection, AgentEvents, ConnectAgent } from './agent-connection.ts'
import { AgentError } from './agent-error.ts'
import { LineReader } from './line-reader.ts'

/** Kept of what the agent wrote to stderr last. */
const maximumStderrLength = 4_000

/**
 * An agent that is a child process, connected by pipes. `command` is the whole argv, such as
 * `['nsenter', '-n', '-t', '42', nodePath, agentMainPath]`; it must pass stdin and stdout through.
 */
export function childAgent(command: readonly [string, ...string[]]): ConnectAgent {
  return (name, events) => spawnAgent(command, name, events)
}

function spawnAgent(command: readonly [string, ...string[]], name: string, events: AgentEvents): AgentConnection {
  const [file, ...parameters] = command
  const subprocess = execa(file, parameters, {
    stdin: 'pipe',
    buffer: false,
    reject: false,
    forceKillAfterDelay: false,
  })
  const reader = new LineReader()
  let alive = true
  let stderr = ''
  let nonsense: unknown

  subprocess.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-maximumStderrLength)
  })
  subprocess.stdout.on('data', (chunk: Buffer) => {
    if (nonsense !== undefined) return
    try {
      for (const line of reader.read(chunk)) events.line(line)
    } catch (error) {
      nonsense = error
      subprocess.kill('SIGKILL')
    }
  })
  // A write to a process that has just ended: how it ended is told below.
  subprocess.stdin.on('error', () => {})

  // The exit of the process counts, not the end of its streams: a wrapper's child may hold those open.
  const exited = new Promise<void>((resolve) => {
    const child = subprocess.nodeChildProcess
    const onEnd = (how: string, cause?: unknown) => {
      if (!alive) return
      alive = false
      const said = stderr.trim() === '' ? '' : `; its last words:\n${stderr.trim()}`
      const why = nonsense === undefined ? how : `answered nonsense and was killed`
      events.ended(new AgentError(name, why + said, { ended: true, cause: nonsense ?? cause }))
      resolve()
    }
    child.once('exit', (code, signal) => {
      // What it said last may still be in the pipes: the streams are read for one more turn.
      setImmediate(() => onEnd(signal === null ? `ended with exit code ${code}` : `ended by ${signal}`))
    })
    child.once('error', (error) => onEnd(`cannot be started: ${error.message}`, error))
  })
  // With `reject: false` this resolves however the process ends.
  void subprocess.then(() => {})

  return {
    get alive() {
      return alive
    },
    write(line) {
      if (alive) subprocess.stdin.write(line)
    },
    async stop(graceMs) {
      if (!alive) return
      subprocess.stdin.end()
      const timer = setTimeout(() => subprocess.kill('SIGKILL'), graceMs)
      await exited
      clearTimeout(timer)
      subprocess.stdout.destroy()
      subprocess.stderr.destroy()
    },
  }
}
