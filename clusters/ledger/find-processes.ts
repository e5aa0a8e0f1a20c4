import { readdirSync, readFileSync } from 'node:fs'
import { identifyProcess, type ProcessIdentity } from '../host/process-identity.ts'

/** Name of the environment variable that proves which cluster a process belongs to. */
export const clusterMarker = 'PODNET_CLUSTER'

/**
 * Processes whose environment names the cluster, in the order of their numbers: found even when podnet was killed
 * before it could write their numbers down. Processes of other users cannot be read and are never ours.
 */
export function findMarkedProcesses(clusterId: string): ProcessIdentity[] {
  const marker = `${clusterMarker}=${clusterId}`
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .flatMap((name) => {
      try {
        const environment = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0')
        const identity = environment.includes(marker) ? identifyProcess(Number(name)) : undefined
        return identity === undefined ? [] : [identity]
      } catch {
        return []
      }
    })
}
