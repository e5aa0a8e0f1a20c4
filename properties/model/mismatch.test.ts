import { expect, test } from 'vitest'
import { type Mismatch, mismatches } from './mismatch.ts'
import type { Probe, Protocol } from './probe.ts'

const query = { name: 'many.default.svc.cluster.local', type: 'A' as const }
const records = Array.from({ length: 30 }, (_, n) => ({ ...query, data: `10.244.1.${n}` }))

test.each<[Protocol, Mismatch[]]>([
  ['udp', []],
  ['tcp', ['answer']],
])('a DNS answer that is too large for a datagram comes truncated over %s', (protocol, found) => {
  const target = { kind: 'cluster-ip', address: '10.96.0.10', port: 53 } as const
  const probe: Probe = { client: 'pod/a', target, protocol, size: 'small', payloadBytes: 48, query }
  const answer = { rcode: 'NOERROR', records: records.slice(0, 20), truncated: true }
  const allowed = { outcome: 'answered', answer: { rcode: 'NOERROR', records } } as const
  expect(mismatches(allowed, probe, { outcome: 'answered', durationMs: 1, answer })).toEqual(found)
})
