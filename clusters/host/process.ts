import { constants } from 'node:os'
import { type ExecaError, execa } from 'execa'

export interface CommandOptions {
  /** Text for standard input; empty by default. */
  input?: string
  /** Kills the command when aborted. */
  signal?: AbortSignal
  /** Kills the command after this time; 60,000 by default. */
  timeoutMs?: number
  /** What it is killed with; SIGTERM by default, and SIGKILL 5 s later. */
  killSignal?: NodeJS.Signals
}

export interface CommandOutput {
  exitCode: number
  stdout: string
  stderr: string
}

/** A command that did not start, was killed, ran out of time, or (`runChecked`) ended with another code than 0. */
export class CommandFailed extends Error {
  override name = 'CommandFailed'
  readonly command: string
  /** Absent where the command never started or was killed. */
  readonly exitCode: number | undefined
  readonly stderr: string

  constructor(command: string, reason: string, exitCode: number | undefined, stderr: string, cause?: unknown) {
    const words = stderr.trim()
    super(`${reason}: ${command}${words === '' ? '' : `\n${words}`}`, { cause })
    this.command = command
    this.exitCode = exitCode
    this.stderr = stderr
  }
}

/** The system's tools live in sbin, which is not on an ordinary user's PATH on Debian. */
export function toolPath(path = process.env.PATH ?? ''): string {
  const folders = path.split(':').filter((folder) => folder !== '')
  return [...new Set([...folders, '/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'])].join(':')
}

/** Runs a command to its end and returns its output, whatever its exit code. */
export async function run(
  command: string,
  args: readonly string[],
  { input = '', signal, timeoutMs = 60_000, killSignal = 'SIGTERM' }: CommandOptions = {},
): Promise<CommandOutput> {
  signal?.throwIfAborted()
  const result = await execa(command, args, {
    input,
    reject: false,
    stripFinalNewline: false,
    timeout: timeoutMs,
    killSignal,
    // A session of its own: Ctrl-C on the terminal is for podnet to act on, not for what it has begun.
    detached: true,
    env: { PATH: toolPath(), LC_ALL: 'C' },
    ...(signal === undefined ? {} : { cancelSignal: signal }),
  })
  signal?.throwIfAborted()
  if (result.exitCode === undefined) throw unfinished(result, `${command} ${args.join(' ')}`, timeoutMs)
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr }
}

/** Like `run`, but throws CommandFailed for every exit code other than 0. */
export async function runChecked(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandOutput> {
  const output = await run(command, args, options)
  if (output.exitCode === 0) return output
  const words = `${command} ${args.join(' ')}`
  throw new CommandFailed(words, `exit code ${output.exitCode}`, output.exitCode, output.stderr)
}

/**
 * Runs a command with this process's own stdin, stdout and stderr.
 * Resolves with its exit code, 128 + number after a signal.
 */
export async function runInteractive(command: string, args: readonly string[]): Promise<number> {
  const result = await execa(command, args, { stdio: 'inherit', reject: false, env: { PATH: toolPath() } })
  if (result.exitCode !== undefined) return result.exitCode
  if (result.signal !== undefined) return 128 + constants.signals[result.signal as NodeJS.Signals]
  throw unfinished(result, `${command} ${args.join(' ')}`, 0)
}

/**
 * Starts a command in a session of its own that outlives this process, and waits for the first line it prints.
 * Throws CommandFailed when it ends before it printed one.
 */
export async function startDetached(
  command: string,
  args: readonly string[],
  { env, signal, timeoutMs = 10_000 }: { env: Record<string, string>; signal?: AbortSignal; timeoutMs?: number },
): Promise<{ pid: number; firstLine: string }> {
  const child = execa(command, args, {
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    stdin: 'ignore',
    env: { ...env, PATH: toolPath() },
  })
  const words = `${command} ${args.join(' ')}`
  const errors: string[] = []
  child.stderr.on('data', (chunk) => errors.push(String(chunk)))
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += String(chunk)
    if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
  })
  void child.then((result) => {
    reject(new CommandFailed(words, 'ended at once', result.exitCode, errors.join(''), result))
  })
  const onAbort = () => reject(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })
  const timer = setTimeout(
    () => reject(new CommandFailed(words, 'not ready in time', undefined, errors.join(''))),
    timeoutMs,
  )
  const firstLine = await promise
    .catch((error: unknown) => {
      child.kill('SIGKILL')
      throw error
    })
    .finally(() => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    })
  // Nothing of the child may keep this process alive, and this process's end must not touch the child.
  child.stdout.destroy()
  child.stderr.destroy()
  child.nodeChildProcess.unref()
  return { pid: child.pid as number, firstLine }
}

function unfinished(result: unknown, command: string, timeoutMs: number): CommandFailed {
  const error = result as Partial<ExecaError>
  const reason =
    error.timedOut === true ? `no end after ${timeoutMs} ms` : (error.originalMessage ?? `killed by ${error.signal}`)
  return new CommandFailed(command, reason, undefined, String(error.stderr ?? ''), result)
}
