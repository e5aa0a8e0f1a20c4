import { expect, test } from 'vitest'
import { FlowRecord } from './flow-record.ts'

const answer = (identity: string, address: string, source = '10.244.1.2', port = 40_000) => ({
  outcome: 'answered' as const,
  server: { identity, local: { address, port: 8080 }, peer: { address: source, port } },
})

test('who answered is known by identity, address and the source it saw, each once and the last one last', () => {
  const record = new FlowRecord(0)
  record.saw(answer('pod/a/main', '10.244.1.5', '10.244.1.2', 40_000), 10)
  record.saw(answer('pod/a/main', '10.244.1.5', '10.244.1.2', 40_001), 20)
  record.saw(answer('pod/a/main', '10.244.2.5'), 30)
  record.saw(answer('pod/a/main', '10.244.1.5', '172.30.0.11'), 40)
  record.saw(answer('pod/a/main', '10.244.2.5'), 50)
  const { servers, changes } = record.report(60)
  expect(servers.map(({ local, peer, sinceMs, answers }) => [local.address, peer.address, sinceMs, answers])).toEqual([
    ['10.244.1.5', '10.244.1.2', 10, 2],
    ['10.244.1.5', '172.30.0.11', 40, 1],
    ['10.244.2.5', '10.244.1.2', 30, 2],
  ])
  expect(changes).toBe(3)
})

test('of very many servers those that answered last are kept', () => {
  const record = new FlowRecord(0)
  for (let index = 0; index < 40; index++) record.saw(answer(`pod/p${index}/main`, '10.244.1.5'), index)
  const { servers } = record.report(60)
  expect(servers).toHaveLength(32)
  expect(servers.at(-1)?.identity).toBe('pod/p39/main')
})

test('how long nobody answered at the end, while it has not ended itself', () => {
  const record = new FlowRecord(0)
  record.saw(answer('pod/a/main', '10.244.1.5'), 100)
  expect(record.report(900).silentMs).toBe(800)
  record.end({ outcome: 'reset' }, 950)
  expect(record.report(1000)).not.toHaveProperty('silentMs')
})
