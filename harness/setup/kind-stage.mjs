import { spawnSync } from 'node:child_process'
import { environment } from './runtime.mjs'

/** Whether these arguments of vitest leave the project `kind` in. */
export function choosesKind(vitestArguments) {
  const projects = vitestArguments.flatMap((argument, index) => {
    if (argument === '--project') return [vitestArguments[index + 1]]
    return argument.startsWith('--project=') ? [argument.slice('--project='.length)] : []
  })
  return projects.length === 0 || projects.includes('kind')
}

/** Whether a container engine answers now: such a one is left running. */
export function engineAnswers() {
  const args = ['version', '--format', '{{.Server.Version}}']
  return spawnSync('docker', args, { env: environment(), stdio: 'ignore', timeout: 15_000 }).status === 0
}
