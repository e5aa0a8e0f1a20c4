import { basename } from 'node:path'
import { findProcesses, wordsOf } from '../host/find-processes.ts'
import type { ProcessIdentity } from '../host/process-identity.ts'

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
  return findProcesses((pid) => wordsOf(pid, 'environ').includes(marker) || leadsTo(marker, wordsOf(pid, 'cmdline')))
}

function leadsTo(marker: string, [program, ...parameters]: readonly string[]): boolean {
  return leadIn.has(basename(program ?? '')) && parameters.includes(marker)
}
