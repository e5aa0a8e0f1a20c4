import { type ClusterDns, plainName } from './cluster-dns.ts'

/** What a name in the cluster's domain asks for, as the DNS specification of Kubernetes lays names out. */
export type ClusterName =
  | { kind: 'apex' }
  | { kind: 'namespace'; namespace: string }
  | { kind: 'pod'; namespace: string; address: string }
  | {
      kind: 'service'
      namespace: string
      service: string
      port?: { name: string; protocol: string }
      endpoint?: string
    }
  | { kind: 'none' }

/** Undefined for a name outside the cluster's domain. */
export function parseClusterName({ domain }: Pick<ClusterDns, 'domain'>, name: string): ClusterName | undefined {
  const plain = plainName(name)
  if (plain === domain) return { kind: 'apex' }
  if (!plain.endsWith(`.${domain}`)) return undefined
  const labels = plain.slice(0, -domain.length - 1).split('.')
  const zone = labels.pop()
  if (zone !== 'svc' && zone !== 'pod') return { kind: 'none' }
  const namespace = labels.pop()
  if (namespace === undefined) return { kind: 'apex' }
  const last = labels.pop()
  if (last === undefined) return { kind: 'namespace', namespace }
  if (zone === 'pod')
    return labels.length === 0 ? { kind: 'pod', namespace, address: last.replaceAll('-', '.') } : { kind: 'none' }
  return serviceName(namespace, last, labels)
}

/** `_port._protocol.service` and `endpoint.service`; anything longer is no name. */
function serviceName(namespace: string, service: string, before: readonly string[]): ClusterName {
  const [first, second] = before
  if (first === undefined) return { kind: 'service', namespace, service }
  if (second === undefined) return { kind: 'service', namespace, service, endpoint: first }
  if (before.length > 2) return { kind: 'none' }
  const port = { name: first.replace(/^_/, ''), protocol: second.replace(/^_/, '') }
  return { kind: 'service', namespace, service, port }
}

/** The address of `4.3.2.1.in-addr.arpa`; undefined for other names. */
export function reverseAddress(name: string): string | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/.exec(plainName(name))
  return match === null ? undefined : match.slice(1).toReversed().join('.')
}

/** `_http._tcp.web.default.svc.cluster.local`: what a named port of a Service is asked for by. */
export const portName = (port: { name?: string; protocol: string }, service: string): string =>
  `_${port.name}._${port.protocol.toLowerCase()}.${service}`

/** `4.3.2.1.in-addr.arpa` of 1.2.3.4. */
export const reverseName = (address: string): string => `${address.split('.').toReversed().join('.')}.in-addr.arpa`
