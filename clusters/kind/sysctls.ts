import { externalPlace } from '../../properties/model/place.ts'
import { commonSysctls, type SysctlFile, sysctlFiles } from '../kubernetes/sysctls.ts'

/**
 * The host outside goes the ways it was told: redirects would teach it better ones than the detour, whose answers come
 * back another way.
 */
export function externalSysctls(): SysctlFile[] {
  const devices = ['all', 'default', 'eth0'].flatMap((device) => [
    [`conf/${device}/rp_filter`, '0'],
    [`conf/${device}/accept_redirects`, '0'],
  ])
  return [...commonSysctls(externalPlace), ...sysctlFiles(externalPlace, Object.fromEntries(devices))]
}
