import { expect as assert, describe, test } from 'vitest'
import { exampleDns, labelledPod, servedWorld, serviceOf } from '../../../test-support/services.ts'
import type { Pod } from '../../scenario.ts'
import type { Service } from '../../service.ts'
import type { DnsType } from './cluster-dns.ts'
import { mayBeTruncated } from './cluster-dns.ts'
import { expectAnswer } from './expect-answer.ts'
import { expectLookup, queryNames, resolverOf } from './resolver.ts'

const pods: Pod[] = [
  labelledPod('a', 'node1', 8080, { hostname: 'first', subdomain: 'many' }),
  labelledPod('b', 'node1'),
  labelledPod('c', 'node2', 8080, { ready: false }),
]
const headless: Partial<Service> = { type: 'ClusterIP', clusterIP: 'None', selector: {} }
const services: Service[] = [
  serviceOf('a', { name: 'one', clusterIP: '10.96.1.1' }),
  serviceOf('x', { name: 'empty', clusterIP: '10.96.1.2' }),
  serviceOf('x', { ...headless, name: 'many' }),
  serviceOf('x', { ...headless, name: 'all', publishNotReadyAddresses: true }),
  serviceOf('c', { ...headless, name: 'unready', selector: { pod: 'c' } }),
  { name: 'bare', type: 'ClusterIP', clusterIP: 'None', ports: [], selector: {} },
  { name: 'inside', type: 'ExternalName', ports: [], externalName: 'one.default.svc.cluster.local' },
  { name: 'astray', type: 'ExternalName', ports: [], externalName: 'none.default.svc.cluster.local' },
  { name: 'outside', type: 'ExternalName', ports: [], externalName: 'Somewhere.podnet.example.' },
]
const plain = servedWorld('flannel-vxlan', { pods, services })
const world = { ...plain, dns: exampleDns }

/** Each allowed answer as `RCODE DATA DATA ...`; `+` where more may follow. */
function answers(name: string, type: DnsType = 'A'): string[] | string {
  const { allowed } = expectAnswer(world, { name, type })
  if (allowed === 'anything') return allowed
  return allowed.map(({ rcode, records, further }) =>
    [rcode, ...records.map(({ data }) => data).toSorted(), ...(further === true ? ['+'] : [])].join(' '),
  )
}

const ns = 'default.svc.cluster.local'

/** datapath 2.7 and the DNS specification of Kubernetes, by hand. */
describe('answers', () => {
  test.each<[string, string, DnsType, string[] | string]>([
    ['a Service', `one.${ns}`, 'A', ['NOERROR 10.96.1.1']],
    ['in capitals, with a last dot', `ONE.${ns}.`, 'A', ['NOERROR 10.96.1.1']],
    ['a Service without endpoints', `empty.${ns}`, 'A', ['NOERROR 10.96.1.2']],
    ['a type it has not', `one.${ns}`, 'AAAA', ['NOERROR']],
    ['a headless Service', `many.${ns}`, 'A', ['NOERROR 10.244.1.2 10.244.1.3']],
    ['with not ready addresses', `all.${ns}`, 'A', ['NOERROR 10.244.1.2 10.244.1.3 10.244.2.2']],
    ['without a ready one', `unready.${ns}`, 'A', ['NXDOMAIN']],
    ['without ports', `bare.${ns}`, 'A', ['NOERROR 10.244.1.2 10.244.1.3']],
    ['no such Service', `two.${ns}`, 'A', ['NXDOMAIN']],
    ['of another namespace', 'one.kube-system.svc.cluster.local', 'A', ['NXDOMAIN']],
    ['no such namespace', 'one.nowhere.svc.cluster.local', 'A', ['NXDOMAIN']],
    ['a namespace itself', ns, 'A', ['NOERROR']],
    ['all Services', 'svc.cluster.local', 'A', ['NOERROR']],
    ['a port', `_tcp._tcp.one.${ns}`, 'SRV', [`NOERROR 80 one.${ns}`]],
    ['all ports', `one.${ns}`, 'SRV', [`NOERROR 80 one.${ns}`]],
    ['no such port', `_http._tcp.one.${ns}`, 'SRV', ['NXDOMAIN']],
    [
      'a port of a headless Service',
      `_udp._udp.many.${ns}`,
      'SRV',
      [`NOERROR 8080 10-244-1-3.many.${ns} 8080 first.many.${ns}`],
    ],
    ['ports where there are none', `bare.${ns}`, 'SRV', ['NOERROR']],
    ['a Pod by hostname', `first.many.${ns}`, 'A', ['NOERROR 10.244.1.2']],
    ['a Pod by numbers', `10-244-1-3.many.${ns}`, 'A', ['NOERROR 10.244.1.3']],
    ['a Pod that has a hostname, by numbers', `10-244-1-2.many.${ns}`, 'A', ['NXDOMAIN']],
    ['a Pod that is not ready', `10-244-2-2.many.${ns}`, 'A', ['NXDOMAIN']],
    ['a Pod by its hostname under another Service', `first.all.${ns}`, 'A', ['NXDOMAIN']],
    ['a Pod’s address', '10-244-1-2.default.pod.cluster.local', 'A', ['NOERROR 10.244.1.2']],
    ['any address', '1-2-3-4.default.pod.cluster.local', 'A', ['NOERROR 1.2.3.4']],
    ['no address', '1-2-3-444.default.pod.cluster.local', 'A', ['NXDOMAIN']],
    ['in no namespace', '1-2-3-4.nowhere.pod.cluster.local', 'A', ['NXDOMAIN']],
    ['an alias within', `inside.${ns}`, 'CNAME', [`NOERROR one.${ns}`]],
    ['an alias within, followed', `inside.${ns}`, 'A', [`NOERROR 10.96.1.1 one.${ns}`]],
    ['an alias of nothing', `astray.${ns}`, 'A', ['NOERROR']],
    ['an alias that leads out', `outside.${ns}`, 'A', ['NOERROR somewhere.podnet.example +']],
    ['a ClusterIP', '1.1.96.10.in-addr.arpa', 'PTR', [`NOERROR one.${ns}`]],
    [
      'an endpoint',
      '3.1.244.10.in-addr.arpa',
      'PTR',
      [`NOERROR 10-244-1-3.all.${ns} 10-244-1-3.bare.${ns} 10-244-1-3.many.${ns}`],
    ],
    ['nobody’s address', '4.3.2.1.in-addr.arpa', 'PTR', 'anything'],
    ['a name outside', 'podnet.example', 'A', 'anything'],
    ['too long a name', `x.y.z.one.${ns}`, 'A', ['NXDOMAIN']],
    ['another zone', 'one.default.cluster.local', 'A', ['NXDOMAIN']],
  ])('%s', (_, name, type, expected) => {
    assert(answers(name, type)).toEqual(expected)
  })

  test('a verified Pod record is that of a Pod of the namespace', () => {
    const verified = { ...world, dns: { ...exampleDns, podRecords: 'verified' as const } }
    const ask = (name: string) => expectAnswer(verified, { name, type: 'A' }).rule
    assert(ask('10-244-1-2.default.pod.cluster.local')).toBe('dns-pod-address')
    assert(ask('10-244-1-2.kube-system.pod.cluster.local')).toBe('dns-no-such-name')
    assert(ask('1-2-3-4.default.pod.cluster.local')).toBe('dns-no-such-name')
  })

  test('what is larger than 512 bytes may come truncated over UDP', () => {
    const query = { name: `many.${ns}`, type: 'A' as const }
    const records = Array.from({ length: 30 }, (_, n) => ({ ...query, data: `10.244.1.${n}` }))
    assert(mayBeTruncated(query, { rcode: 'NOERROR', records })).toBe(true)
    assert(mayBeTruncated(query, { rcode: 'NOERROR', records: records.slice(0, 6) })).toBe(false)
  })
})

describe('lookups', () => {
  const pod = labelledPod('a', 'node1')
  const host = { ...pod, hostNetwork: true }
  const search = ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local']

  test('resolv.conf by dnsPolicy', () => {
    const cluster = { nameservers: ['10.96.0.10'], search, ndots: 5 }
    assert(resolverOf(exampleDns, pod)).toEqual(cluster)
    assert(resolverOf(exampleDns, { ...host, dnsPolicy: 'ClusterFirstWithHostNet' })).toEqual(cluster)
    assert(resolverOf(exampleDns, host)).toEqual(exampleDns.nodeResolver)
    assert(resolverOf(exampleDns, { ...pod, dnsPolicy: 'Default' })).toEqual(exampleDns.nodeResolver)
    assert(resolverOf(exampleDns, { ...pod, namespace: 'kube-system' }).search[0]).toBe('kube-system.svc.cluster.local')
  })

  test('ndots decides whether the search list comes first', () => {
    const conf = { search: ['x', 'y'], ndots: 2 }
    assert(queryNames(conf, 'a.b')).toEqual(['a.b.x', 'a.b.y', 'a.b'])
    assert(queryNames(conf, 'a.b.c')).toEqual(['a.b.c', 'a.b.c.x', 'a.b.c.y'])
    assert(queryNames(conf, 'a.b.')).toEqual(['a.b'])
  })

  test.each([
    ['one', [`one.${ns}`]],
    ['one.default', [`one.default.${ns}`, `one.${ns}`]],
    ['one.default.svc', [`one.default.svc.${ns}`, `one.default.svc.svc.cluster.local`, `one.${ns}`]],
    ['one.default.svc.cluster.local.', [`one.${ns}`]],
    [
      'podnet.example',
      [
        'podnet.example.default.svc.cluster.local',
        'podnet.example.svc.cluster.local',
        'podnet.example.cluster.local',
        'podnet.example',
      ],
    ],
  ])('%s', (name, names) => {
    const queries = expectLookup(world, resolverOf(exampleDns, pod), name, 'A')
    assert(queries.map((query) => query.name)).toEqual(names)
  })
})
