import { spawnSync } from 'node:child_process'
import { environment } from './runtime.mjs'
import { missingTools, packagesOf } from './tools.mjs'

/** Why the lab cannot run on this machine, with what to do about it; undefined if it can. */
export function labMissing() {
  const tools = missingTools()
  if (tools.length > 0) return `missing tools: ${tools.join(' ')} (Debian packages: ${packagesOf(tools).join(' ')})`
  const asRoot = process.getuid() === 0
  const args = asRoot ? ['-n', '-m'] : ['-U', '-r', '-n', '-m']
  const { status, stderr } = spawnSync('unshare', [...args, 'true'], { env: environment(), encoding: 'utf8' })
  if (status === 0) return undefined
  const advice = asRoot ? 'run with the SYS_ADMIN capability' : 'run as root or allow user namespaces'
  return `no network namespaces: ${(stderr ?? '').trim()}; ${advice}`
}
