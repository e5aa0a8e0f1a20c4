import { readFileSync } from 'node:fs'

/** Bit of CAP_SYS_RESOURCE in the kernel's capability sets. */
export const sysResourceBit = 24n

/** A capability set of /proc/PID/status, as `CapBnd`; undefined when the text has no such line. */
export function parseCapabilitySet(status: string, set: string): bigint | undefined {
  const digits = new RegExp(`^${set}:\\s*([0-9a-fA-F]+)$`, 'm').exec(status)?.[1]
  return digits === undefined ? undefined : BigInt(`0x${digits}`)
}

/** Whether a process may ever hold CAP_SYS_RESOURCE. An unreadable text counts as yes: then nothing is to be worked around. */
export function allowsSysResource(status: string): boolean {
  const bounding = parseCapabilitySet(status, 'CapBnd')
  return bounding === undefined || ((bounding >> sysResourceBit) & 1n) === 1n
}

/** Whether containers started from here may hold CAP_SYS_RESOURCE, which runc wants for `--privileged`. */
export function canGrantSysResource(): boolean {
  return allowsSysResource(readFileSync('/proc/self/status', 'utf8'))
}
