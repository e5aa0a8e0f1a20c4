import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { environment } from './runtime.mjs'
import { refuse, say } from './say.mjs'

/** System tools of the lab and the Debian package that brings each. */
export const toolPackages = {
  ip: 'iproute2',
  bridge: 'iproute2',
  tc: 'iproute2',
  iptables: 'iptables',
  'iptables-restore': 'iptables',
  nft: 'nftables',
  ipset: 'ipset',
  sysctl: 'procps',
  conntrack: 'conntrack',
  tcpdump: 'tcpdump',
  nsenter: 'util-linux',
  unshare: 'util-linux',
}

export function missingTools(path = environment().PATH) {
  return Object.keys(toolPackages).filter((tool) => !path.split(':').some((folder) => executable(join(folder, tool))))
}

export function packagesOf(tools) {
  return [...new Set(tools.map((tool) => toolPackages[tool]))]
}

/** Installs the system packages of missing tools as root on Debian and Ubuntu; elsewhere says what to run. */
export function installTools() {
  const tools = missingTools()
  if (tools.length === 0) return
  const packages = packagesOf(tools)
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...packages]
  if (
    !environment()
      .PATH.split(':')
      .some((folder) => executable(join(folder, 'apt-get')))
  ) {
    refuse(`missing tools: ${tools.join(' ')}; install the packages that bring them (on Debian: ${packages.join(' ')})`)
  }
  if (process.getuid() !== 0) refuse(`missing tools: ${tools.join(' ')}; run: sudo ${install.join(' ')}`)
  say(`installing system packages: ${packages.join(' ')}`)
  if (!apt(['update', '-q'])) say('apt-get update failed; trying with the package lists that are there')
  const wait = ['-o', 'DPkg::Lock::Timeout=120']
  apt([...install.slice(1), '-q', ...wait])
  const still = missingTools()
  if (still.length > 0) refuse(`still missing: ${still.join(' ')}; run: ${install.join(' ')}`)
}

function apt(args) {
  const env = { ...environment(), DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync('apt-get', args, { env, stdio: ['ignore', 2, 2] }).status === 0
}

function executable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
