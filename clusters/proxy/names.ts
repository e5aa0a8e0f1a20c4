import { createHash } from 'node:crypto'
import type { Endpoint } from '../../properties/model/services/endpoint-slice.ts'
import type { NodeServicePort } from './node-service-port.ts'

type Named = Pick<NodeServicePort, 'name' | 'protocol'>
type Parts = Pick<NodeServicePort, 'namespace' | 'serviceName' | 'portName' | 'protocol'>

/** Chains of the iptables proxier for one Service port; the names are kube-proxy's, so that people know them again. */
export function iptablesChains({ name, protocol }: Named): { cluster: string; local: string; external: string } {
  const digits = digest(name + protocol).slice(0, 16)
  return { cluster: `KUBE-SVC-${digits}`, local: `KUBE-SVL-${digits}`, external: `KUBE-EXT-${digits}` }
}

/** The chain of one endpoint, and of the list of clients that stay with it. */
export function iptablesEndpointChain({ name, protocol }: Named, endpoint: Endpoint): string {
  return `KUBE-SEP-${digest(name + protocol + addressAndPort(endpoint)).slice(0, 16)}`
}

/** The same for the nftables proxier, whose names can be read. */
export function nftablesChains(port: Parts): { cluster: string; local: string; external: string } {
  const base = withDigest(baseName(port))
  return { cluster: `service-${base}`, local: `local-${base}`, external: `external-${base}` }
}

export function nftablesEndpoint(port: Parts, endpoint: Endpoint): { chain: string; affinitySet: string } {
  const base = withDigest(`${baseName(port)}__${endpoint.address}/${endpoint.port}`)
  return { chain: `endpoint-${base}`, affinitySet: `affinity-${base}` }
}

export function addressAndPort({ address, port }: Pick<Endpoint, 'address' | 'port'>): string {
  return `${address}:${port}`
}

function baseName({ namespace, serviceName, protocol, portName }: Parts): string {
  return `${namespace}/${serviceName}/${protocol}/${portName}`
}

function withDigest(name: string): string {
  return `${digest(name).slice(0, 8)}-${name}`
}

/** The first 80 bits of the SHA-256 in base32, which is 16 letters and digits. */
function digest(text: string): string {
  const first = createHash('sha256').update(text).digest('hex').slice(0, 20)
  const digits = BigInt(`0x${first}`).toString(32).padStart(16, '0')
  return [...digits].map((digit) => alphabet[Number.parseInt(digit, 32)]).join('')
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
