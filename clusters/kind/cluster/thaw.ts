import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const freezer = '/sys/fs/cgroup/freezer'

/**
 * Lets go on what a container's own container engine had stopped for a moment (cgroup v1) when both were killed: stopped
 * processes do not die, and the container could not be removed. Nothing happens where the machine has no such cgroups.
 * Returns the number of cgroups that stood still.
 */
export function thaw(containerId: string, root = freezer): number {
  const folders = [join('docker', containerId), join('system.slice', `docker-${containerId}.scope`)]
  return folders
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .reduce((count, folder) => count + thawBelow(folder), 0)
}

/** Parents first: a child goes on only when its parent does. */
function thawBelow(folder: string): number {
  const state = join(folder, 'freezer.state')
  const stands = existsSync(state) && readFileSync(state, 'utf8').trim() !== 'THAWED'
  if (stands) writeFileSync(state, 'THAWED')
  const children = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return children.reduce((count, { name }) => count + thawBelow(join(folder, name)), stands ? 1 : 0)
}
