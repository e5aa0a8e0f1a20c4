import type { V1Pod } from '@kubernetes/client-node'

/**
 * IPv6 addresses of Pods, in one sentence: where Pods have them every property would have to tell families apart. Pods
 * say it whatever the network is; a host-network Pod's addresses are its Node's, which may have both.
 */
export function familyProblems(pods: readonly V1Pod[]): string[] {
  const [first, ...others] = pods.filter(
    ({ spec, status }) => spec?.hostNetwork !== true && status?.podIPs?.some(({ ip }) => ip.includes(':')),
  )
  if (first === undefined) return []
  const { namespace, name } = first.metadata ?? {}
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return [
    `Pods have IPv6 addresses: ${namespace}/${name}${more}; this version checks clusters whose Pods have IPv4 addresses alone`,
  ]
}
