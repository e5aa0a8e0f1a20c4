import { CommandFailed, run } from '../../host/process.ts'
import { findTool } from './find-tool.ts'

/** How the container engine answers, or why it does not. */
export type Reach =
  | { state: 'reachable'; version: string; cgroupVersion: 1 | 2; dataRoot: string }
  | { state: 'no client' | 'not running' | 'refused'; words: string }

/** What the words of a `docker` that failed say. */
export function classifyFailure(words: string): 'not running' | 'refused' {
  return /permission denied/i.test(words) ? 'refused' : 'not running'
}

/** Asks the engine that `docker` talks to, the one of DOCKER_HOST or of the current context. */
export async function reachEngine(signal?: AbortSignal): Promise<Reach> {
  if (findTool('docker') === undefined) return { state: 'no client', words: 'there is no docker on the PATH' }
  const format = '{"version":{{json .ServerVersion}},"cgroup":{{json .CgroupVersion}},"root":{{json .DockerRootDir}}}'
  const options = { timeoutMs: 15_000, ...(signal === undefined ? {} : { signal }) }
  try {
    const { exitCode, stdout, stderr } = await run('docker', ['info', '--format', format], options)
    const answer = parseInfo(stdout)
    if (exitCode === 0 && answer !== undefined) return answer
    return { state: classifyFailure(stderr), words: firstLine(stderr) }
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error
    return { state: 'not running', words: firstLine(error.message) }
  }
}

/** undefined when the text is not what an engine answers; the client alone prints empty values. */
export function parseInfo(text: string): Reach | undefined {
  try {
    const { version, cgroup, root } = JSON.parse(text) as { version?: string; cgroup?: string; root?: string }
    if (!version) return undefined
    return { state: 'reachable', version, cgroupVersion: cgroup === '2' ? 2 : 1, dataRoot: root ?? '/' }
  } catch {
    return undefined
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? ''
}
