import { addressProblem } from '../../address.ts'
import type { World } from '../../world.ts'
import type { ServedService } from '../endpoint-slice.ts'
import { type ClusterDns, type DnsExpectation, type DnsQuery, type DnsRecord, plainName } from './cluster-dns.ts'
import { expectServiceAnswer, noSuchName, noSuchRecord } from './expect-service-answer.ts'
import { type ClusterName, parseClusterName, reverseAddress } from './names.ts'
import { endpointAddresses, serviceName } from './records.ts'

/** What a World must know for names to be judged. */
export type DnsWorld = Pick<World, 'services' | 'networkPods' | 'hostPods'> & { dns: ClusterDns }

/** What the cluster's DNS may answer, whoever asks and over UDP as over TCP (datapath 2.7). */
export function expectAnswer(world: DnsWorld, query: DnsQuery): DnsExpectation {
  const reverse = reverseAddress(query.name)
  if (reverse !== undefined) return expectReverse(world, query, reverse)
  const parsed = parseClusterName(world.dns, query.name)
  if (parsed === undefined) return { rule: 'dns-forwarded', allowed: 'anything' }
  if (parsed.kind === 'none') return noSuchName
  if (parsed.kind === 'apex') return noSuchRecord
  if (!world.dns.namespaces.includes(parsed.namespace)) return noSuchName
  if (parsed.kind === 'namespace') return noSuchRecord
  return parsed.kind === 'pod' ? expectPodAnswer(world, query, parsed) : expectServiceAnswer(world, query, parsed)
}

function expectPodAnswer(
  { dns, networkPods, hostPods }: DnsWorld,
  { name, type }: DnsQuery,
  { address, namespace }: Extract<ClusterName, { kind: 'pod' }>,
): DnsExpectation {
  const lives = (): boolean =>
    [...networkPods, ...hostPods].some((pod) => pod.ip === address && (pod.namespace ?? dns.namespace) === namespace)
  const exists = dns.podRecords === 'insecure' || (dns.podRecords === 'verified' && lives())
  if (!exists || addressProblem(address) !== undefined) return noSuchName
  if (type !== 'A') return noSuchRecord
  return { rule: 'dns-pod-address', allowed: [found([{ name: plainName(name), type, data: address }])] }
}

/** A ClusterIP belongs to one Service; an endpoint has a name under each Service it stands behind. */
function expectReverse({ services, dns }: DnsWorld, { name, type }: DnsQuery, address: string): DnsExpectation {
  const owner = services.find(({ service }) => service.clusterIP === address)
  const names = owner === undefined ? endpointNames(services, dns, address) : [serviceName(owner, dns)]
  if (names.length === 0) return { rule: 'dns-forwarded', allowed: 'anything' }
  if (type !== 'PTR') return noSuchRecord
  const records = names.map((data): DnsRecord => ({ name: plainName(name), type: 'PTR', data }))
  return { rule: 'dns-reverse', allowed: [found(records)] }
}

function endpointNames(services: readonly ServedService[], dns: ClusterDns, address: string): string[] {
  const named = services.flatMap((served) => endpointAddresses(served, dns))
  return [...new Set(named.filter((one) => one.address === address).map(({ name }) => name))]
}

const found = (records: DnsRecord[]) => ({ rcode: 'NOERROR' as const, records })
