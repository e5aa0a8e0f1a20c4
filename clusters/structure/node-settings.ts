/** Files below /proc/sys that are read of a Node; `*` stands for every device, `all` and `default`. */
export const sysctlFiles: readonly string[] = [
  'net/ipv4/ip_forward',
  'net/ipv4/icmp_ratelimit',
  'net/bridge/bridge-nf-call-iptables',
  ...['rp_filter', 'forwarding', 'proxy_arp', 'route_localnet', 'arp_ignore'].map((name) => `net/ipv4/conf/*/${name}`),
  'net/ipv4/neigh/*/proxy_delay',
]

/** Prints `path:value` for each; those this kernel does not have are passed over. */
export const readSysctlsScript = `cd /proc/sys && grep -Hs '' ${sysctlFiles.join(' ')}`

/**
 * Sysctls by the name `sysctl` gives them, out of `path:value` lines: a dot in a device's name becomes a slash,
 * as in `net.ipv4.conf.flannel/1.rp_filter`.
 */
export function parseSysctls(output: string): Record<string, string> {
  return Object.fromEntries(
    output
      .split('\n')
      .filter((line) => line.includes(':'))
      .map((line) => {
        const path = line.slice(0, line.indexOf(':'))
        const name = [...path].map((letter) => ({ '/': '.', '.': '/' })[letter] ?? letter).join('')
        return [name, line.slice(path.length + 1)]
      }),
  )
}

/** The rules of `iptables-save -t nat`. */
export function parseIptablesRules(output: string): string[] {
  return output.split('\n').filter((line) => line.startsWith('-A '))
}

/** The rules of `nft list table`, with neither braces nor the chains' own lines. */
export function parseNftablesRules(output: string): string[] {
  return output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '}' && !/^(table|chain|type|comment) /.test(line))
}
