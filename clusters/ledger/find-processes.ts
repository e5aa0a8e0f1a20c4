import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { identifyProcess, type ProcessIdentity } from '../host/process-identity.ts'

/** Name of the environment variable that proves which cluster a process belongs to. */
export const clusterMarker = 'PODNET_CLUSTER'

/** Programs that lead to one with the marker in its environment; until then it is one of their arguments. */
const leadIn = new Set(['setsid', 'nsenter', 'env', 'unshare'])

/**
 * Processes whose environment names the cluster, or will once they have started, in the order of their numbers: found
 * even when podnet was killed before it could write their numbers down. Processes of other users cannot be read and are
 * never ours.
 */
export function findMarkedProcesses(clusterId: string): ProcessIdentity[] {
  const marker = `${clusterMarker}=${clusterId}`
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .flatMap((name) => {
      try {
        const isMarked = words(name, 'environ').includes(marker) || leadsTo(marker, words(name, 'cmdline'))
        const identity = isMarked ? identifyProcess(Number(name)) : undefined
        return identity === undefined ? [] : [identity]
      } catch {
        return []
      }
    })
}

function words(pid: string, file: 'environ' | 'cmdline'): string[] {
  return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0')
}

function leadsTo(marker: string, [program, ...parameters]: readonly string[]): boolean {
  return leadIn.has(basename(program ?? '')) && parameters.includes(marker)
}
