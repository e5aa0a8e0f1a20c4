import { readFileSync } from 'node:fs'

/** Tools that user-mode Linux alone needs here, and the Debian package that brings each. */
export const userModeTools = { 'linux.uml': 'user-mode-linux', modprobe: 'kmod', ipvsadm: 'ipvsadm' }

/**
 * Why user-mode Linux cannot run on this CPU; undefined where it can. It hands the registers of its processes to the
 * machine's kernel, which on a CPU with AMX takes no less than 10 KB of them, and Debian's 6.1 has room for a quarter: its
 * first program ends with "ptrace set fp regs failed, errno = 14".
 */
export function cpuProblem() {
  const hasAMX = /^flags\b.*\bamx_tile\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'))
  return hasAMX ? 'a CPU without AMX, whose registers user-mode Linux cannot save' : undefined
}
