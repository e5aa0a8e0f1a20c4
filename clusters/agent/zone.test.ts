import { expect, test } from 'vitest'
import type { DnsRecord, DnsType } from '../../properties/model/services/dns/cluster-dns.ts'
import { decodeAnswer, decodeQuery, encodeAnswer, encodeQuery } from './dns-message.ts'
import { answerTo } from './dns-server.ts'
import { lookupIn } from './zone.ts'

const record = (name: string, type: DnsType, data: string): DnsRecord => ({ name, type, data })
const records = [
  record('one.default.svc.cluster.local', 'A', '10.96.0.20'),
  record('many.default.svc.cluster.local', 'A', '10.244.1.2'),
  record('many.default.svc.cluster.local', 'A', '10.244.2.2'),
  record('_http._tcp.one.default.svc.cluster.local', 'SRV', '80 one.default.svc.cluster.local'),
  record('alias.default.svc.cluster.local', 'CNAME', 'one.default.svc.cluster.local'),
  record('out.default.svc.cluster.local', 'CNAME', 'podnet.example'),
  record('lost.default.svc.cluster.local', 'CNAME', 'two.default.svc.cluster.local'),
]
const lookup = lookupIn({
  names: Object.fromEntries(Map.groupBy(records, ({ name }) => name)),
  addressSuffixes: ['default.pod.cluster.local'],
})

test.each<[string, DnsType, string]>([
  ['one.default.svc.cluster.local', 'A', 'NOERROR 10.96.0.20'],
  ['ONE.default.svc.cluster.local.', 'A', 'NOERROR 10.96.0.20'],
  ['one.default.svc.cluster.local', 'AAAA', 'NOERROR'],
  ['many.default.svc.cluster.local', 'A', 'NOERROR 10.244.1.2 10.244.2.2'],
  ['_http._tcp.one.default.svc.cluster.local', 'SRV', 'NOERROR 80 one.default.svc.cluster.local'],
  ['alias.default.svc.cluster.local', 'A', 'NOERROR one.default.svc.cluster.local 10.96.0.20'],
  ['alias.default.svc.cluster.local', 'CNAME', 'NOERROR one.default.svc.cluster.local'],
  ['out.default.svc.cluster.local', 'A', 'NOERROR podnet.example'],
  ['lost.default.svc.cluster.local', 'A', 'NOERROR'],
  ['lost.default.svc.cluster.local', 'CNAME', 'NOERROR two.default.svc.cluster.local'],
  ['default.svc.cluster.local', 'A', 'NOERROR'],
  ['two.default.svc.cluster.local', 'A', 'NXDOMAIN'],
  ['1-2-3-4.default.pod.cluster.local', 'A', 'NOERROR 1.2.3.4'],
  ['1-2-3-444.default.pod.cluster.local', 'A', 'NXDOMAIN'],
  ['1-2-3-4.nowhere.pod.cluster.local', 'A', 'NXDOMAIN'],
])('%s %s', (name, type, expected) => {
  const { rcode, records } = lookup({ name, type })
  expect([rcode, ...records.map(({ data }) => data)].join(' ')).toBe(expected)
})

test('a message says what was asked and answered', () => {
  const message = encodeQuery({ name: 'many.default.svc.cluster.local', type: 'A' }, 77)
  const answer = answerTo(lookup, message, 512)
  expect(answer && decodeAnswer(answer, 77)).toEqual({
    rcode: 'NOERROR',
    records: [
      record('many.default.svc.cluster.local', 'A', '10.244.1.2'),
      record('many.default.svc.cluster.local', 'A', '10.244.2.2'),
    ],
  })
  expect(answer && decodeAnswer(answer, 78)).toBeUndefined()
  expect(decodeAnswer(message, 77)).toBeUndefined()
})

test('what does not fit is left out and said so', () => {
  const query = { id: 1, name: 'many.x', type: 'A' as const }
  const records = Array.from({ length: 40 }, (_, index) => record('many.x', 'A', `10.0.0.${index}`))
  const answer = decodeAnswer(encodeAnswer(query, { rcode: 'NOERROR', records }, 512), 1)
  expect(answer).toEqual({ rcode: 'NOERROR', records: [], truncated: true })
})

test('nonsense is no query', () => {
  expect(decodeQuery(Buffer.from('hello'))).toBeUndefined()
  expect(answerTo(lookup, Buffer.alloc(0), 512)).toBeUndefined()
})
