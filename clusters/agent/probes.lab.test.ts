import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Observation } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import { nodePath } from './agent-client.ts'
import { isWholeTuple, left, probeRight, right, serverPort, startTwoAgents, type TwoAgents } from './two-agents.ts'
import { leftAddress, namespacePath, unusedAddress } from './two-namespaces.ts'

const closedPort = 4
/** What ping_group_range says by default: an empty range. Groups without a mapping show as 65534. */
const nobody = /^(1|65534)\t(0|65534)\n$/
const fullBytes = 1500 - 20 - 8

function expectWholeTuple(observation: Observation): void {
  expect(observation).toSatisfy(isWholeTuple)
}

let agents: TwoAgents
beforeAll(async () => {
  agents = await startTwoAgents()
})
afterAll(() => agents?.stop())

describe('probes', () => {
  test.each(['tcp', 'udp'] as const)('%s is answered and both ends agree on the 4-tuple', async (protocol) => {
    expectWholeTuple(await agents.observe(probeRight(protocol)))
  })

  test('a UDP source port is borne, and free again for the next batch', async () => {
    for (const _ of [1, 2]) {
      const observation = await agents.observe(probeRight('udp', { sourcePort: 61_001 }))
      expectWholeTuple(observation)
      expect(observation.client).toEqual({ address: leftAddress, port: 61_001 })
    }
  })

  test('a probe that only connects ends once the connection stands, or as it cannot', async () => {
    expect(await agents.observe(probeRight('tcp', { connectOnly: true }))).toMatchObject({ outcome: 'connected' })
    expect(await agents.observe(probeRight('tcp', { connectOnly: true, port: closedPort }))).toMatchObject({
      outcome: 'refused',
    })
  })

  test('ICMP is answered through a raw socket where ping_group_range refuses a datagram one', async () => {
    expect(await agents.runLeft('cat', '/proc/sys/net/ipv4/ping_group_range')).toMatch(nobody)
    const observation = await agents.observe(probeRight('icmp'))
    expect(observation).toMatchObject({ outcome: 'answered', client: { address: leftAddress, port: 0 } })
    expect(observation.server).toBeUndefined()
    expect(await agents.observe(probeRight('icmp', { size: 'full', payloadBytes: fullBytes }))).toMatchObject({
      outcome: 'answered',
    })
  })

  test('write reaches the namespace’s own sysctl, and ICMP then uses a datagram socket', async () => {
    const path = '/proc/sys/net/ipv4/ping_group_range'
    await agents.client.request({ kind: 'write', files: [{ place: left, path, content: '0 0' }] })
    expect(await agents.runLeft('cat', path)).toBe('0\t0\n')
    const [elsewhere] = await agents.server.run([{ place: right, argv: ['cat', path] }])
    expect(elsewhere?.stdout).toMatch(nobody)
    expect(await agents.observe(probeRight('icmp', { size: 'full', payloadBytes: fullBytes }))).toMatchObject({
      outcome: 'answered',
      client: { address: leftAddress, port: 0 },
    })
    await agents.server.request({ kind: 'enter', places: [{ place: left, namespacePath: namespacePath('left') }] })
    // An address of its own: the kernel goes on asking for it while the next tests ask for the other one.
    const waiting = agents.client.probe([probeRight('icmp', { to: '192.0.2.98' })], { deadlineMs: 2_500 })
    const sockets = async (protocol: string) => {
      const [table] = await agents.server.run([{ place: left, argv: ['cat', `/proc/net/${protocol}`] }])
      return table?.stdout.trim().split('\n').length
    }
    await expect.poll(() => sockets('icmp'), { timeout: 2_000, interval: 20 }).toBe(2)
    expect(await sockets('raw')).toBe(1)
    await waiting
    await agents.server.request({ kind: 'leave', places: [left] })
  })

  test.each(['tcp', 'udp'] as const)('%s to a closed port is refused', async (protocol) => {
    const observation = await agents.observe(probeRight(protocol, { port: closedPort }))
    expect(observation).toMatchObject({ outcome: 'refused', error: 'ECONNREFUSED', client: { address: leftAddress } })
    expect(observation.client?.port).toBeGreaterThan(0)
  })

  test.each(['tcp', 'udp', 'icmp'] as const)('%s to an unused address is host-unreachable', async (protocol) => {
    const observation = await agents.observe(probeRight(protocol, { to: unusedAddress }), 5000)
    expect(observation).toMatchObject({ outcome: 'host-unreachable', error: 'EHOSTUNREACH' })
    expect(observation.durationMs).toBeGreaterThan(1000)
  })

  test.each(['tcp', 'udp', 'icmp'] as const)('%s without a route is network-unreachable', async (protocol) => {
    const observation = await agents.observe(probeRight(protocol, { to: '198.51.100.1' }))
    expect(observation).toMatchObject({ outcome: 'network-unreachable', error: 'ENETUNREACH' })
    expect(observation.client).toBeUndefined()
  })

  test('silence times out at the deadline', async () => {
    await agents.runLeft('ip', 'route', 'add', 'blackhole', '203.0.113.1')
    await agents.runLeft('ip', 'neigh', 'replace', unusedAddress, 'lladdr', '02:00:00:00:00:99', 'dev', 'eth0')
    const observations = await agents.client.probe(
      [
        probeRight('tcp', { to: unusedAddress }),
        probeRight('udp', { to: unusedAddress }),
        probeRight('tcp', { to: '203.0.113.1' }),
      ],
      { deadlineMs: 250 },
    )
    await agents.runLeft('ip', 'neigh', 'del', unusedAddress, 'dev', 'eth0')
    expect(observations.map(({ outcome }) => outcome)).toEqual(['timed-out', 'timed-out', 'invalid-argument'])
    expect(observations[0]?.durationMs).toBeGreaterThanOrEqual(250)
    // The default would be four seconds.
    expect(observations[0]?.durationMs).toBeLessThan(2_000)
  })

  test('an iptables REJECT on the way out is not-permitted for UDP', async () => {
    const rule = ['OUTPUT', '-p', 'udp', '--dport', '5353', '-j', 'DROP']
    await agents.runLeft('iptables', '-w', '-A', ...rule)
    const observation = await agents.observe(probeRight('udp', { port: 5353 }))
    await agents.runLeft('iptables', '-w', '-D', ...rule)
    expect(observation).toMatchObject({ outcome: 'not-permitted', error: 'EPERM' })
  })

  test('a connection that ends without the answer says how', async () => {
    // Each port of this server treats a connection that stands in another way.
    const script = `
      const ends = [(s) => s.resetAndDestroy(), (s) => s.end(), (s) => s.write('HTTP/1.1 400 Bad Request\\r\\n\\r\\n')]
      let listening = 0
      for (const [index, end] of ends.entries()) {
        const server = require('node:net').createServer((s) => s.on('data', () => end(s)).on('error', () => {}))
        server.listen(9001 + index, () => ++listening === 3 && console.log('ready'))
      }
      process.stdin.resume().on('end', () => process.exit())`
    const [program, ...rest] = agents.enter
    const other = execa(program, [...rest, 'ip', 'netns', 'exec', 'right', nodePath, '-e', script])
    await new Promise((resolve) => other.stdout.once('data', resolve))
    const probes = [9001, 9002, 9003].map((port) => probeRight('tcp', { port }))
    const observations = await agents.client.probe(probes, { deadlineMs: 1000 })
    other.stdin.end()
    await other
    expect(observations).toMatchObject([
      { outcome: 'reset', error: 'ECONNRESET' },
      { outcome: 'failed', error: 'EOF' },
      { outcome: 'failed', error: 'EBADMSG' },
    ])
  })

  test('a place never entered is not-made, with the reason', async () => {
    expect(await agents.observe(probeRight('tcp', { client: 'pod/nobody' }))).toMatchObject({
      outcome: 'not-made',
      error: 'the agent has not entered pod/nobody',
    })
  })

  test.each([
    ['an address that is none', { to: 'web' }, /not an IP address/],
    ['too small a payload', { payloadBytes: 23 }, /payloadBytes is 23/],
    ['too large a payload', { payloadBytes: 1e9 }, /payloadBytes is 1000000000/],
  ])('%s is not-made', async (_what, changes, reason) => {
    const observation = await agents.observe(probeRight('tcp', changes))
    expect(observation.outcome).toBe('not-made')
    expect(observation.error).toMatch(reason)
  })

  test('loopback stays inside the namespace', async () => {
    await agents.client.request({
      kind: 'listen',
      servers: [{ place: left, identity: 'pod/left/loopback', protocol: 'tcp', address: '127.0.0.1', port: 9099 }],
    })
    const observation = await agents.observe(probeRight('tcp', { to: '127.0.0.1', port: 9099 }))
    expect(observation).toMatchObject({ outcome: 'answered', server: { identity: 'pod/left/loopback' } })
    expect(await agents.observe(probeRight('tcp', { to: '127.0.0.1' }))).toMatchObject({ outcome: 'refused' })
  })

  test('IPv6 works by the address’s family', async () => {
    await agents.server.request({
      kind: 'listen',
      servers: [
        { place: right, identity: 'pod/right/web', protocol: 'tcp', address: '::1', port: serverPort },
        { place: right, identity: 'pod/right/web', protocol: 'udp', address: '::1', port: serverPort },
      ],
    })
    const probes = (['tcp', 'udp', 'icmp'] as const).map((protocol) => ({
      ...probeRight(protocol, { to: '::1' }),
      client: right,
    }))
    const observations = await agents.server.probe(probes as Probe[], { deadlineMs: 1000 })
    expect(observations).toMatchObject([
      { outcome: 'answered', client: { address: '::1' }, server: { peer: { address: '::1' } } },
      { outcome: 'answered', client: { address: '::1' }, server: { peer: { address: '::1' } } },
      { outcome: 'answered', client: { address: '::1', port: 0 } },
    ])
  })
})

test('the agent compares, and returns what deviates or is wanted', async () => {
  const probes = [probeRight('tcp'), probeRight('udp'), probeRight('tcp'), probeRight('tcp', { port: 4 })]
  const right = { outcome: 'answered', server: 'pod/right/web', source: leftAddress, sourcePort: 'kept' } as const
  const wrong = { ...right, source: '10.9.9.9' }
  const seen = await agents.client.compare(probes, [[wrong, right], [wrong], undefined, [{ outcome: 'refused' }]], {
    deadlineMs: 1000,
  })
  expect(seen).toMatchObject([
    { alternative: 1, outcome: 'answered' },
    { outcome: 'answered', server: { peer: { address: leftAddress } } },
    { outcome: 'answered', server: { peer: { address: leftAddress } } },
    { alternative: 0, outcome: 'refused' },
  ])
})

describe('bound clients', () => {
  test.each(['tcp', 'udp'] as const)('%s: the address and port it is bound to are used', async (protocol) => {
    const observation = await agents.observe(probeRight(protocol, { bind: { address: leftAddress, port: 40001 } }))
    expectWholeTuple(observation)
    expect(observation.client?.port).toBe(40001)
    const again = await agents.observe(probeRight(protocol, { bind: { address: leftAddress, port: 40001 } }))
    expect(again).toMatchObject({ outcome: 'answered' })
  })

  test.each(['tcp', 'udp', 'icmp'] as const)('%s: an address alone leaves the port free', async (protocol) => {
    await agents.runLeft('ip', 'addr', 'add', '192.0.2.11/24', 'dev', 'eth0')
    const observation = await agents.observe(probeRight(protocol, { bind: { address: '192.0.2.11' } }))
    await agents.runLeft('ip', 'addr', 'del', '192.0.2.11/24', 'dev', 'eth0')
    expect(observation).toMatchObject({ outcome: 'answered', client: { address: '192.0.2.11' } })
  })

  test.each(['tcp', 'udp'] as const)('%s: a port that is taken is address-in-use', async (protocol) => {
    await agents.client.request({
      kind: 'listen',
      servers: [{ place: left, identity: 'pod/left/taken', protocol, address: leftAddress, port: 40002 }],
    })
    const observation = await agents.observe(probeRight(protocol, { bind: { address: leftAddress, port: 40002 } }))
    expect(observation).toMatchObject({ outcome: 'address-in-use', error: 'EADDRINUSE' })
  })

  test('an address that is not there is failed, by its errno', async () => {
    const observation = await agents.observe(probeRight('tcp', { bind: { address: '192.0.2.77' } }))
    expect(observation).toMatchObject({ outcome: 'failed', error: 'EADDRNOTAVAIL' })
  })
})
