import { PassThrough, Writable } from 'node:stream'
import { Exec, type KubeConfig, type V1Status } from '@kubernetes/client-node'
import { AgentError } from '../agent/agent-client.ts'
import type { AgentConnection, AgentEvents, ConnectAgent } from '../agent/agent-connection.ts'
import { LineReader } from '../agent/line-reader.ts'

/** A container in which an agent is started. */
export interface ExecTarget {
  namespace: string
  pod: string
  container: string
  command: readonly string[]
}

/** Kept of what the agent wrote to stderr last. */
const maximumStderrLength = 4_000
/** The API server refuses a message of many megabytes, which a large matrix of probes would be. */
const messageBytes = 64 * 1024

/**
 * An agent whose stdin and stdout the API server carries, by way of the kubelet: neither goes through a Pod's network.
 * When the connection is lost the kubelet closes the agent's stdin, and the agent ends.
 */
export function execAgent(config: KubeConfig, target: ExecTarget): ConnectAgent {
  return (name, events) => connect(config, target, name, events)
}

function connect(config: KubeConfig, target: ExecTarget, name: string, events: AgentEvents): AgentConnection {
  const stdin = new PassThrough()
  const reader = new LineReader()
  const gone = Promise.withResolvers<void>()
  let alive = true
  let stderr = ''
  let nonsense: unknown

  const end = (how: string, cause?: unknown) => {
    if (!alive) return
    alive = false
    const said = stderr.trim() === '' ? '' : `; its last words:\n${stderr.trim()}`
    events.ended(new AgentError(name, how + said, { ended: true, cause }))
    gone.resolve()
  }
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      try {
        if (nonsense === undefined) for (const line of reader.read(chunk)) events.line(line)
      } catch (error) {
        nonsense = error
        cut()
        end('answered nonsense and was ended', error)
      }
      done()
    },
  })
  const errors = new Writable({
    write(chunk: Buffer, _encoding, done) {
      stderr = (stderr + chunk.toString('utf8')).slice(-maximumStderrLength)
      done()
    },
  })
  const onStatus = (status: V1Status) => end(describe(status))
  const opened = new Exec(config)
    .exec(target.namespace, target.pod, target.container, [...target.command], stdout, errors, stdin, false, onStatus)
    .then((socket) => {
      socket.onclose = ({ code, reason }: { code: number; reason: string }) =>
        end(`lost its connection (${code}${reason === '' ? '' : `: ${reason}`})`)
      return socket
    })
  opened.catch((error: Error) => end(`cannot be started: ${error.message}`, error))
  const cut = () => void opened.then((socket) => socket.terminate()).catch(() => {})

  return {
    get alive() {
      return alive
    },
    write(line) {
      if (!alive || stdin.writableEnded) return
      const bytes = Buffer.from(line)
      for (let from = 0; from < bytes.length; from += messageBytes) {
        stdin.write(bytes.subarray(from, from + messageBytes))
      }
    },
    async stop(graceMs) {
      if (!alive) return
      stdin.end()
      AbortSignal.timeout(graceMs).addEventListener('abort', () => {
        cut()
        end('was cut off')
      })
      await gone.promise
    },
  }
}

/** How a command ended, out of the status that closes its connection. */
export function describe({ status, message, details }: V1Status): string {
  const exitCode = details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message
  if (status === 'Success') return 'ended with exit code 0'
  return exitCode === undefined ? `ended: ${message}` : `ended with exit code ${exitCode}`
}
