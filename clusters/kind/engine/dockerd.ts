import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { waitUntil } from '../../host/clock.ts'
import { startDetached } from '../../host/process.ts'
import { identifyProcess, isRunning, type ProcessIdentity } from '../../host/process-identity.ts'
import { clusterMarker, findMarkedProcesses } from '../../ledger/find-processes.ts'
import { canGrantSysResource } from './capabilities.ts'
import { EngineUnavailable } from './engine.ts'
import { type EngineEntry, engineDirectory } from './entry.ts'
import { reachEngine } from './reach.ts'
import { writeRuntimeWrapper } from './runtime-wrapper.ts'

const startPatience = { name: 'the container engine to answer', timeMs: 60_000 }
const stopPatience = { name: 'the container engine to end', timeMs: 60_000 }

/** Where dockerd writes what it has to say. */
export const engineLog = (): string => join(engineDirectory(), 'dockerd.log')

/** Arguments of dockerd. Images stay in the engine's usual place, so that the next engine finds them. */
export function dockerdArguments(directory: string, needsWrapper: boolean): string[] {
  const name = 'podnet'
  const runtime = ['--add-runtime', `${name}=${join(directory, 'runc')}`, '--default-runtime', name]
  return ['--pidfile', join(directory, 'dockerd.pid'), ...(needsWrapper ? runtime : [])]
}

/** Starts dockerd in a session of its own. It has a number at once and answers later: see `waitForEngine`. */
export async function startDockerd(entry: EngineEntry, signal: AbortSignal): Promise<ProcessIdentity> {
  const directory = engineDirectory()
  const needsWrapper = !canGrantSysResource()
  if (needsWrapper) writeRuntimeWrapper(join(directory, 'runc'))
  const words = ['-c', 'log=$1; shift; echo $$; exec dockerd "$@" >>"$log" 2>&1', 'sh', engineLog()]
  const args = [...words, ...dockerdArguments(directory, needsWrapper)]
  const { pid } = await startDetached('sh', args, { env: { [clusterMarker]: entry.id }, signal })
  const identity = identifyProcess(pid)
  if (identity === undefined) throw new EngineUnavailable([`dockerd ended at once:\n${logTail()}`])
  return identity
}

/** Waits until the engine answers. Throws EngineUnavailable with the end of its log when it ends instead. */
export async function waitForEngine(dockerd: ProcessIdentity, signal: AbortSignal): Promise<void> {
  const answers = async () => {
    if (!isRunning(dockerd)) throw new EngineUnavailable([`dockerd ended at once:\n${logTail()}`])
    return (await reachEngine(signal)).state === 'reachable'
  }
  await waitUntil(startPatience, answers, { intervalMs: 100, signal })
}

/** The dockerd of an entry that runs now; found by its environment when podnet was killed before it wrote the number. */
export function findDockerd(entry: EngineEntry): ProcessIdentity | undefined {
  if (entry.process !== undefined && isRunning(entry.process)) return entry.process
  return findMarkedProcesses(entry.id).find(({ pid }) => programOf(pid) === 'dockerd')
}

/** Ends dockerd, which ends its containers and its containerd. Throws DeadlineExceeded. */
export async function endDockerd(dockerd: ProcessIdentity): Promise<void> {
  if (isRunning(dockerd)) process.kill(dockerd.pid, 'SIGTERM')
  await waitUntil(stopPatience, () => !isRunning(dockerd), { intervalMs: 50 })
}

function programOf(pid: number): string {
  const path = `/proc/${pid}/comm`
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
}

/** The last lines of dockerd's log, at most 2 kB. */
function logTail(): string {
  if (!existsSync(engineLog())) return ''
  const file = openSync(engineLog(), 'r')
  try {
    const buffer = Buffer.alloc(2048)
    const length = readSync(file, buffer, 0, buffer.length, Math.max(0, fstatSync(file).size - buffer.length))
    return buffer.toString('utf8', 0, length)
  } finally {
    closeSync(file)
  }
}
