import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { run, runChecked } from '../../host/process.ts'
import type { ImageStep } from './step.ts'
import { imageNames, versions } from './versions.ts'

/** What a node has to have: kind's own list, what containerd and flannel call, and tools to look at packets with. */
const packages = [
  ...['systemd', 'systemd-sysv', 'dbus', 'containerd', 'runc', 'libseccomp2', 'catatonit', 'pigz'],
  ...['conntrack', 'iptables', 'nftables', 'iproute2', 'ipset', 'ebtables', 'ethtool', 'socat', 'tcpdump'],
  ...['util-linux', 'mount', 'kmod', 'procps', 'hostname', 'jq', 'curl', 'ca-certificates', 'netcat-openbsd'],
]

/** What no node reads. */
const left = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/locale',
  'usr/share/info',
  'var/cache/apt',
  'var/lib/apt/lists',
]

/** The mirror apt takes this release from; undefined on machines of another one, where debootstrap knows its own. */
export function parseMirror(indexTargets: string, release: string): string | undefined {
  const lines = indexTargets.split('\n').map((line) => line.split(' '))
  return lines.find(([codename]) => codename === release)?.[1]
}

async function findMirror(signal: AbortSignal): Promise<string[]> {
  const args = ['indextargets', '--format', '$(CODENAME) $(REPO_URI)', 'Created-By: Packages', 'Origin: Debian']
  const mirror = parseMirror((await run('apt-get', args, { signal })).stdout, versions.debian)
  return mirror === undefined ? [] : [mirror]
}

/**
 * debootstrap mounts /proc below its root. In namespaces of its own the mount and every process end with it, also when it
 * is killed: a mount that stays would keep the scratch folder from being removed, and with it every later build.
 */
const contained = ['--mount', '--pid', '--kill-child', '--']

/** A Debian with systemd and containerd, out of packages. */
export const rootStep: ImageStep = {
  makes: 'images',
  count: 1,
  name: 'root',
  inputs: { debian: versions.debian, packages, left, machine: process.arch },
  dependsOn: [],
  async run({ scratch, labels, signal }) {
    const root = join(scratch, 'root')
    const archive = join(scratch, 'root.tar')
    const options = { signal, timeoutMs: 20 * 60_000 }
    // unshare blocks SIGTERM while its child runs; with its own end the kernel kills all that is in the namespaces.
    const killSignal = 'SIGKILL'
    const include = `--include=${packages.join(',')}`
    const mirror = await findMirror(signal)
    const debootstrap = ['debootstrap', '--variant=minbase', include, versions.debian, root, ...mirror]
    await runChecked('unshare', [...contained, ...debootstrap], { ...options, killSignal })
    for (const path of left) rmSync(join(root, path), { recursive: true, force: true })
    await runChecked('tar', ['--create', '--numeric-owner', '--file', archive, '--directory', root, '.'], options)
    const changes = labels.flatMap((label) => ['--change', `LABEL ${label}`])
    await runChecked('docker', ['import', ...changes, archive, imageNames.root], options)
  },
}
