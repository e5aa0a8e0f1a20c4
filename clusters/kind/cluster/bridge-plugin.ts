import { existsSync } from 'node:fs'
import { run } from '../../host/process.ts'
import { builtProgram } from '../images/kind-program.ts'
import { docker } from './docker.ts'

const destination = '/opt/cni/bin/bridge'

/**
 * Gives every Node the CNI plugin `bridge`, which flannel calls and kind's own node image does not have. Throws Error
 * where there is none to give, CommandFailed, or the signal's reason.
 */
export async function ensureBridgePlugin(containers: readonly string[], signal: AbortSignal): Promise<void> {
  const there = await Promise.all(
    containers.map((container) => run('docker', ['exec', container, 'test', '-x', destination], { signal })),
  )
  const lacking = containers.filter((_, index) => there[index]?.exitCode !== 0)
  if (lacking.length === 0) return
  const source = bridgePlugin()
  if (source === undefined) {
    throw new Error(
      'the node image has no CNI plugin bridge, which flannel calls: podnet images build makes one, or install containernetworking-plugins',
    )
  }
  await Promise.all(lacking.map((container) => docker(['cp', source, `${container}:${destination}`], { signal })))
}

function bridgePlugin(): string | undefined {
  const own = builtProgram('cni-plugins', 'bridge')
  return [own, '/usr/lib/cni/bridge', '/opt/cni/bin/bridge'].find((path) => path !== undefined && existsSync(path))
}
