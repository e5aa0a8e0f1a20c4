import { release } from 'node:os'
import { run } from '../../clusters/host/process.ts'
import { podnetVersion } from '../version.ts'

const tools: Record<string, [string, ...string[]]> = {
  iproute2: ['ip', '-V'],
  iptables: ['iptables', '--version'],
  nftables: ['nft', '--version'],
}

/** Versions of what a verdict depends on; a tool that does not say is `unknown`. */
export async function readVersions(signal: AbortSignal): Promise<Record<string, string>> {
  const versions: Record<string, string> = { podnet: podnetVersion, kernel: release(), node: process.version }
  for (const [name, [command, ...args]] of Object.entries(tools)) {
    const output = await run(command, args, { signal }).catch(() => {
      signal.throwIfAborted()
      return { stdout: 'unknown' }
    })
    versions[name] = output.stdout.trim()
  }
  return versions
}
