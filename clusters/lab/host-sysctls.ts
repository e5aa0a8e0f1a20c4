import type { Family } from '../../properties/model/address.ts'
import { type Step, sysctl } from '../networks/step.ts'

/**
 * What every namespace of the lab gets, so that nothing depends on what it inherits from the machine: no limit on ICMP
 * errors, since a refusal that is held back looks like a timeout (datapath 0.6), and ICMP echo for group 0.
 * The mask is set too: the kernel's limit for the whole namespace asks it alone.
 */
export function commonSysctls(family: Family): Step[] {
  const common = sysctl({
    'net/ipv4/icmp_ratelimit': '0',
    'net/ipv4/icmp_ratemask': '0',
    'net/ipv4/ping_group_range': '0 0',
  })
  const withoutIPv6: Step = { tool: 'sysctl', values: { 'net/ipv6/conf/all/disable_ipv6': '1' }, ifPresent: true }
  return family === 'ipv4' ? [common, withoutIPv6] : [common]
}

/** The sysctls of a kind Node (datapath 1.5). `default` comes before the devices do, which take it over. */
export const nodeSysctls: Step[] = [
  sysctl({
    'net/ipv4/ip_forward': '1',
    'net/ipv4/conf/all/rp_filter': '1',
    'net/ipv4/conf/default/rp_filter': '1',
    'net/ipv4/conf/all/route_localnet': '1',
    'net/ipv4/conf/all/arp_ignore': '0',
    'net/ipv4/conf/default/arp_ignore': '0',
  }),
  { tool: 'sysctl', values: { 'net/bridge/bridge-nf-call-iptables': '1' }, ifPresent: true },
]

/** A Pod forwards nothing, and takes what it is sent. */
export const podSysctls: Step = sysctl({
  'net/ipv4/ip_forward': '0',
  'net/ipv4/conf/all/rp_filter': '0',
  'net/ipv4/conf/default/rp_filter': '0',
})

/**
 * The host outside goes the ways it was told: redirects would teach it better ones than the detour, whose answers
 * come back another way.
 */
export const externalSysctls: Step = sysctl({
  'net/ipv4/ip_forward': '0',
  'net/ipv4/conf/all/rp_filter': '0',
  'net/ipv4/conf/default/rp_filter': '0',
  'net/ipv4/conf/all/accept_redirects': '0',
  'net/ipv4/conf/default/accept_redirects': '0',
})
