import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
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

/** Files that tests alone need, and the Debian package that brings each. Tests of what is missing are skipped. */
export const testPackages = { '/usr/lib/cni/bridge': 'containernetworking-plugins' }

export function missingTools(path = environment().PATH, packageOf = toolPackages) {
  return Object.keys(packageOf).filter((tool) => !path.split(':').some((folder) => executable(join(folder, tool))))
}

export function packagesOf(tools, packageOf = toolPackages) {
  return [...new Set(tools.map((tool) => packageOf[tool]))]
}

/** Installs the system packages of missing tools as root on Debian and Ubuntu; elsewhere says what to run. */
export function installTools(packageOf = toolPackages) {
  const missing = () => missingTools(environment().PATH, packageOf)
  const tools = missing()
  if (tools.length === 0) return
  const packages = packagesOf(tools, packageOf)
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`
  if (!hasApt()) {
    refuse(`missing tools: ${tools.join(' ')}; install the packages that bring them (on Debian: ${packages.join(' ')})`)
  }
  if (process.getuid() !== 0) refuse(`missing tools: ${tools.join(' ')}; run: sudo ${command}`)
  install(packages)
  const still = missing()
  if (still.length > 0) refuse(`still missing: ${still.join(' ')}; run: ${command}`)
}

/** Installs what tests alone need, and `tools` as in `toolPackages`, where it can; elsewhere says what will be skipped for the lack of it. */
export function installTestPackages(tools = {}) {
  const packageOf = { ...testPackages, ...tools }
  const missing = () => [
    ...Object.keys(testPackages).filter((file) => !existsSync(file)),
    ...missingTools(environment().PATH, tools),
  ]
  if (missing().length > 0 && hasApt() && process.getuid() === 0) install(missing().map((file) => packageOf[file]))
  for (const file of missing()) say(`${file} is missing (Debian package: ${packageOf[file]}): its tests are skipped`)
}

function install(packages) {
  say(`installing system packages: ${packages.join(' ')}`)
  if (!apt(['update', '-q'])) say('apt-get update failed; trying with the package lists that are there')
  apt(['install', '-y', '--no-install-recommends', ...packages, '-q', '-o', 'DPkg::Lock::Timeout=120'])
}

function hasApt() {
  return environment()
    .PATH.split(':')
    .some((folder) => executable(join(folder, 'apt-get')))
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
