import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import type { ProxyMode } from '../../properties/model/services/proxy.ts'
import { run, toolPath } from '../host/process.ts'
import { isRoot } from '../host/user.ts'
import { unshareArguments } from './holder.ts'

/** Programs the lab cannot do without, each with the Debian package that brings it. */
const tools: Record<string, string> = {
  ip: 'iproute2',
  bridge: 'iproute2',
  'iptables-restore': 'iptables',
  nft: 'nftables',
  ipset: 'ipset',
  nsenter: 'util-linux',
  setsid: 'util-linux',
  unshare: 'util-linux',
  mount: 'mount',
}

/** Everything that keeps the lab from working on this machine; empty when it works. */
export async function findProblems(): Promise<string[]> {
  const missing = Object.keys(tools).filter((tool) => !isInstalled(tool))
  if (missing.length > 0) {
    const packages = [...new Set(missing.map((tool) => tools[tool]))].join(' ')
    return missing.map((tool) => `${tool} is missing: sudo apt-get install ${packages}`)
  }
  const { exitCode, stderr } = await run('unshare', [...unshareArguments(), 'mount', '-t', 'tmpfs', 'tmpfs', '/run'])
  return exitCode === 0 ? [] : [permissionProblem(stderr.trim())]
}

/** What keeps the lab from running Services in this mode; empty when nothing does, or none are asked for. */
export function proxyProblems(mode: ProxyMode | undefined): string[] {
  if (mode === undefined) return []
  return [
    ...(mode !== 'ipvs' || isInstalled('ipvsadm') ? [] : ['ipvsadm is missing: sudo apt-get install ipvsadm']),
    ...(isInstalled('conntrack') ? [] : ['conntrack is missing: sudo apt-get install conntrack']),
  ]
}

function isInstalled(tool: string): boolean {
  return toolPath()
    .split(':')
    .some((folder) => {
      try {
        accessSync(join(folder, tool), constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

/** What to do about an `unshare` that was refused, from its own words. */
export function permissionProblem(words: string, root = isRoot()): string {
  const advice = root
    ? 'the container podnet runs in needs CAP_SYS_ADMIN and CAP_NET_ADMIN (docker run --privileged)'
    : 'allow user namespaces (sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu 23.10 and later, ' +
      'sudo sysctl -w kernel.unprivileged_userns_clone=1 on older Debian), or run podnet as root'
  return `network namespaces are not permitted here (${words}): ${advice}`
}
