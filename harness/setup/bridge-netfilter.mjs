import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { environment } from './runtime.mjs'
import { say } from './say.mjs'

const settings = '/proc/sys/net/bridge'

/**
 * Loads br_netfilter, which flannel needs and no program loads by itself, as root where the kernel has it as a module.
 * It also filters the bridges of this machine from then on: that is switched off again, since only the lab's own
 * namespaces are podnet's. Without it the flannel networks are unsupported, and `check` says so.
 */
export function loadBridgeNetfilter() {
  if (existsSync(settings) || process.getuid() !== 0) return
  if (spawnSync('modprobe', ['br_netfilter'], { env: environment(), stdio: 'ignore' }).status !== 0) return
  say('loaded the kernel module br_netfilter; bridges of this machine stay unfiltered')
  for (const name of readdirSync(settings))
    if (name.startsWith('bridge-nf-call-')) writeFileSync(join(settings, name), '0')
}
