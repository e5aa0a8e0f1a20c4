import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DnsQuery } from '../../properties/model/services/dns/cluster-dns.ts'
import { probeRight, right, startTwoAgents, type TwoAgents } from './two-agents.ts'
import { rightAddress } from './two-namespaces.ts'

const name = 'one.default.svc.cluster.local'
const zone = (address: string) => ({
  names: { [name]: [{ name, type: 'A' as const, data: address }] },
  addressSuffixes: [],
})

describe('DNS', () => {
  let agents: TwoAgents
  const serve = (address: string) =>
    agents.server.request({
      kind: 'listen',
      servers: (['tcp', 'udp'] as const).map((protocol) => ({
        place: right,
        identity: 'pod/right/dns',
        protocol,
        address: rightAddress,
        port: 53,
        zone: zone(address),
      })),
    })
  const ask = (protocol: 'tcp' | 'udp', query: DnsQuery) =>
    agents.observe({ ...probeRight(protocol, { port: 53 }), query })

  beforeAll(async () => {
    agents = await startTwoAgents()
    await serve('10.96.0.20')
  })
  afterAll(() => agents.stop())

  test.each(['tcp', 'udp'] as const)('an answer over %s', async (protocol) => {
    const answer = { rcode: 'NOERROR', records: [{ name, type: 'A', data: '10.96.0.20' }] }
    expect(await ask(protocol, { name, type: 'A' })).toMatchObject({ outcome: 'answered', answer })
    const nothing = { rcode: 'NXDOMAIN', records: [] }
    expect(await ask(protocol, { name: `two.${name}`, type: 'A' })).toMatchObject({
      outcome: 'answered',
      answer: nothing,
    })
  })

  test('a new zone takes the place of the old one', async () => {
    await serve('10.96.0.21')
    const { answer } = await ask('udp', { name, type: 'A' })
    expect(answer?.records.map(({ data }) => data)).toEqual(['10.96.0.21'])
    const overTcp = await ask('tcp', { name, type: 'A' })
    expect(overTcp.answer?.records.map(({ data }) => data)).toEqual(['10.96.0.21'])
  })

  test('a server that is no DNS server answers nothing', async () => {
    expect((await agents.observe({ ...probeRight('udp'), query: { name, type: 'A' } }, 200)).outcome).toBe('timed-out')
  })
})
