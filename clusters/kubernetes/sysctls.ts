import type { PlaceId } from '../../properties/model/place.ts'

/** A file below /proc/sys to write in a place's network namespace. */
export interface SysctlFile {
  place: PlaceId
  path: string
  content: string
}

/**
 * What the model's rules need and a Node or Pod of Kubernetes does not have: no limit on ICMP errors, since a refusal
 * that is held back looks like a timeout (datapath 0.6; the mask is what the kernel's limit for the whole namespace
 * asks), and ICMP echo for the agent's group. Nothing of it decides where a packet goes.
 */
export function commonSysctls(place: PlaceId): SysctlFile[] {
  return sysctlFiles(place, { icmp_ratelimit: '0', icmp_ratemask: '0', ping_group_range: '0 0' })
}

/** Files for sysctls below net.ipv4. */
export function sysctlFiles(place: PlaceId, values: Record<string, string>): SysctlFile[] {
  return Object.entries(values).map(([name, content]) => ({ place, path: `/proc/sys/net/ipv4/${name}`, content }))
}
