import { readFileSync } from 'node:fs'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Observation } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import { AgentError, agentMainPath, nodePath, type StartedAgent, startAgent } from './agent-client.ts'
import type { ServerSpec } from './protocol.ts'
import {
  leftAddress,
  namespacePath,
  rightAddress,
  startTwoNamespaces,
  type TwoNamespaces,
  unusedAddress,
} from './two-namespaces.ts'

// `left` and `right` stand for a Pod each, on a Node each: one agent per side, as in a cluster.
const left = 'pod/left'
const right = 'pod/right'
const port = 8080
const closedPort = 4
const fullBytes = 1500 - 20 - 8
/** What ping_group_range says by default: an empty range. Groups without a mapping show as 65534. */
const nobody = /^(1|65534)\t(0|65534)\n$/

let namespaces: TwoNamespaces
let client: StartedAgent
let server: StartedAgent

const startOne = (name: string) => startAgent([...namespaces.enter, nodePath, agentMainPath], { name })

const rightServer = (protocol: 'tcp' | 'udp', address = rightAddress): ServerSpec => {
  return { place: right, identity: 'pod/right/web', protocol, address, port }
}

function probe(
  protocol: Probe['protocol'],
  changes: Partial<Omit<Probe, 'target'>> & { to?: string; port?: number } = {},
): Probe {
  const { to = rightAddress, port: toPort = protocol === 'icmp' ? 0 : port, ...rest } = changes
  const target = { kind: 'pod', address: to, port: toPort } as const
  return { client: left, target, protocol, size: 'small', payloadBytes: 24, ...rest }
}

async function observe(one: Probe, deadlineMs = 1000): Promise<Observation> {
  const [observation] = await client.probe([one], { deadlineMs })
  if (observation === undefined) throw new Error('no observation')
  return observation
}

/** Runs a command that must succeed in the left namespace and returns its output. */
async function runLeft(...argv: string[]): Promise<string> {
  const [result] = await client.run([{ place: left, argv }])
  expect(result).toMatchObject({ exitCode: 0 })
  return result?.stdout ?? ''
}

beforeAll(async () => {
  namespaces = await startTwoNamespaces()
  client = await startOne('node1')
  server = await startOne('node2')
  await client.request({ kind: 'enter', places: [{ place: left, namespacePath: namespacePath('left') }] })
  await server.request({ kind: 'enter', places: [{ place: right, namespacePath: namespacePath('right') }] })
  await server.request({
    kind: 'listen',
    servers: [rightServer('tcp'), rightServer('udp'), rightServer('tcp', '127.0.0.1')],
  })
})

afterAll(async () => {
  await client?.stop()
  await server?.stop()
  await namespaces?.stop()
})

/** What both ends must have seen of one exchange. */
function expectWholeTuple(observation: Observation): void {
  expect(observation).toMatchObject({
    outcome: 'answered',
    client: { address: leftAddress },
    server: { identity: 'pod/right/web', local: { address: rightAddress, port } },
  })
  expect(observation.client?.port).toBeGreaterThan(0)
  expect(observation.server?.peer).toEqual(observation.client)
}

describe('probes', () => {
  test.each(['tcp', 'udp'] as const)('%s is answered and both ends agree on the 4-tuple', async (protocol) => {
    expectWholeTuple(await observe(probe(protocol)))
  })

  test('ICMP is answered through a raw socket where ping_group_range refuses a datagram one', async () => {
    expect(await runLeft('cat', '/proc/sys/net/ipv4/ping_group_range')).toMatch(nobody)
    const observation = await observe(probe('icmp'))
    expect(observation).toMatchObject({ outcome: 'answered', client: { address: leftAddress, port: 0 } })
    expect(observation.server).toBeUndefined()
    expect(await observe(probe('icmp', { size: 'full', payloadBytes: fullBytes }))).toMatchObject({
      outcome: 'answered',
    })
  })

  test('write reaches the namespace’s own sysctl, and ICMP then uses a datagram socket', async () => {
    const path = '/proc/sys/net/ipv4/ping_group_range'
    await client.request({ kind: 'write', files: [{ place: left, path, content: '0 0' }] })
    expect(await runLeft('cat', path)).toBe('0\t0\n')
    const [elsewhere] = await server.run([{ place: right, argv: ['cat', path] }])
    expect(elsewhere?.stdout).toMatch(nobody)
    expect(await observe(probe('icmp', { size: 'full', payloadBytes: fullBytes }))).toMatchObject({
      outcome: 'answered',
      client: { address: leftAddress, port: 0 },
    })
    await server.request({ kind: 'enter', places: [{ place: left, namespacePath: namespacePath('left') }] })
    const waiting = client.probe([probe('icmp', { to: unusedAddress })], { deadlineMs: 600 })
    const sockets = async (protocol: string) => {
      const [table] = await server.run([{ place: left, argv: ['cat', `/proc/net/${protocol}`] }])
      return table?.stdout.trim().split('\n').length
    }
    await expect.poll(() => sockets('icmp'), { timeout: 500, interval: 20 }).toBe(2)
    expect(await sockets('raw')).toBe(1)
    await waiting
    await server.request({ kind: 'leave', places: [left] })
  })

  test.each(['tcp', 'udp'] as const)('%s to a closed port is refused', async (protocol) => {
    const observation = await observe(probe(protocol, { port: closedPort }))
    expect(observation).toMatchObject({ outcome: 'refused', error: 'ECONNREFUSED', client: { address: leftAddress } })
    expect(observation.client?.port).toBeGreaterThan(0)
  })

  test.each(['tcp', 'udp', 'icmp'] as const)('%s to an unused address is host-unreachable', async (protocol) => {
    const observation = await observe(probe(protocol, { to: unusedAddress }), 5000)
    expect(observation).toMatchObject({ outcome: 'host-unreachable', error: 'EHOSTUNREACH' })
    expect(observation.durationMs).toBeGreaterThan(1000)
  })

  test.each(['tcp', 'udp', 'icmp'] as const)('%s without a route is network-unreachable', async (protocol) => {
    const observation = await observe(probe(protocol, { to: '198.51.100.1' }))
    expect(observation).toMatchObject({ outcome: 'network-unreachable', error: 'ENETUNREACH' })
    expect(observation.client).toBeUndefined()
  })

  test('silence times out at the deadline', async () => {
    await runLeft('ip', 'route', 'add', 'blackhole', '203.0.113.1')
    await runLeft('ip', 'neigh', 'replace', unusedAddress, 'lladdr', '02:00:00:00:00:99', 'dev', 'eth0')
    const observations = await client.probe(
      [probe('tcp', { to: unusedAddress }), probe('udp', { to: unusedAddress }), probe('tcp', { to: '203.0.113.1' })],
      { deadlineMs: 250 },
    )
    await runLeft('ip', 'neigh', 'del', unusedAddress, 'dev', 'eth0')
    expect(observations.map(({ outcome }) => outcome)).toEqual(['timed-out', 'timed-out', 'invalid-argument'])
    expect(observations[0]?.durationMs).toBeGreaterThanOrEqual(250)
    expect(observations[0]?.durationMs).toBeLessThan(400)
  })

  test('an iptables REJECT on the way out is not-permitted for UDP', async () => {
    const rule = ['OUTPUT', '-p', 'udp', '--dport', '5353', '-j', 'DROP']
    await runLeft('iptables', '-w', '-A', ...rule)
    const observation = await observe(probe('udp', { port: 5353 }))
    await runLeft('iptables', '-w', '-D', ...rule)
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
    const [program, ...rest] = namespaces.enter
    const other = execa(program, [...rest, 'ip', 'netns', 'exec', 'right', nodePath, '-e', script])
    await new Promise((resolve) => other.stdout.once('data', resolve))
    const probes = [9001, 9002, 9003].map((port) => probe('tcp', { port }))
    const observations = await client.probe(probes, { deadlineMs: 1000 })
    other.stdin.end()
    await other
    expect(observations).toMatchObject([
      { outcome: 'reset', error: 'ECONNRESET' },
      { outcome: 'failed', error: 'EOF' },
      { outcome: 'failed', error: 'EBADMSG' },
    ])
  })

  test('a place never entered is not-made, with the reason', async () => {
    expect(await observe(probe('tcp', { client: 'pod/nobody' }))).toMatchObject({
      outcome: 'not-made',
      error: 'the agent has not entered pod/nobody',
    })
  })

  test.each([
    ['an address that is none', { to: 'web' }, /not an IP address/],
    ['too small a payload', { payloadBytes: 23 }, /payloadBytes is 23/],
    ['too large a payload', { payloadBytes: 1e9 }, /payloadBytes is 1000000000/],
  ])('%s is not-made', async (_what, changes, reason) => {
    const observation = await observe(probe('tcp', changes))
    expect(observation.outcome).toBe('not-made')
    expect(observation.error).toMatch(reason)
  })

  test('loopback stays inside the namespace', async () => {
    await client.request({
      kind: 'listen',
      servers: [{ place: left, identity: 'pod/left/loopback', protocol: 'tcp', address: '127.0.0.1', port: 9099 }],
    })
    const observation = await observe(probe('tcp', { to: '127.0.0.1', port: 9099 }))
    expect(observation).toMatchObject({ outcome: 'answered', server: { identity: 'pod/left/loopback' } })
    expect(await observe(probe('tcp', { to: '127.0.0.1', port }))).toMatchObject({ outcome: 'refused' })
  })

  test('IPv6 works by the address’s family', async () => {
    await server.request({
      kind: 'listen',
      servers: [
        { place: right, identity: 'pod/right/web', protocol: 'tcp', address: '::1', port },
        { place: right, identity: 'pod/right/web', protocol: 'udp', address: '::1', port },
      ],
    })
    const probes = (['tcp', 'udp', 'icmp'] as const).map((protocol) => ({
      ...probe(protocol, { to: '::1' }),
      client: right,
    }))
    const observations = await server.probe(probes as Probe[], { deadlineMs: 1000 })
    expect(observations).toMatchObject([
      { outcome: 'answered', client: { address: '::1' }, server: { peer: { address: '::1' } } },
      { outcome: 'answered', client: { address: '::1' }, server: { peer: { address: '::1' } } },
      { outcome: 'answered', client: { address: '::1', port: 0 } },
    ])
  })
})

describe('sizes', () => {
  test('oversize is message-too-big, and full is answered', async () => {
    const oversize = await observe(probe('udp', { size: 'oversize', payloadBytes: fullBytes + 1 }))
    expect(oversize).toMatchObject({ outcome: 'message-too-big', error: 'EMSGSIZE', client: { address: leftAddress } })
    expect(await observe(probe('icmp', { size: 'oversize', payloadBytes: fullBytes + 1 }))).toMatchObject({
      outcome: 'message-too-big',
    })
    expectWholeTuple(await observe(probe('udp', { size: 'full', payloadBytes: fullBytes })))
  })

  test('bulk is answered over TCP', async () => {
    expectWholeTuple(await observe(probe('tcp', { size: 'bulk', payloadBytes: 65536 })))
  })

  test('full carries DF there and back, fragmented leaves in fragments there and back', async () => {
    await client.request({ kind: 'capture-start', captures: [{ place: left, device: 'eth0' }] })
    expectWholeTuple(await observe(probe('udp', { size: 'full', payloadBytes: fullBytes })))
    expectWholeTuple(await observe(probe('udp', { size: 'fragmented', payloadBytes: 5000 })))
    expectWholeTuple(await observe(probe('udp', { size: 'full', payloadBytes: fullBytes })))
    const frames = (await captured()).filter(isUdp)
    const lines = frames.map(({ direction, bytes, data }) => `${direction} ${bytes} ${flagsOf(data)}`)
    const full = ['out 1514 DF', 'in 1514 DF']
    const fragments = (way: string) => [`${way} 1514 MF`, `${way} 1514 MF`, `${way} 1514 MF`, `${way} 602 -`]
    expect(lines).toEqual([...full, ...fragments('out'), ...fragments('in'), ...full])
  })
})

const isUdp = ({ data }: { data: string }) => {
  const frame = Buffer.from(data, 'base64')
  return frame.readUInt16BE(12) === 0x0800 && frame[23] === 17
}

/** DF and MF of the IPv4 header behind the Ethernet header. */
function flagsOf(data: string): string {
  const flags = Buffer.from(data, 'base64').readUInt8(20)
  return (flags & 0x40 ? 'DF' : '') + (flags & 0x20 ? 'MF' : '') || '-'
}

async function captured() {
  const response = await client.request({ kind: 'capture-stop' })
  if (response.kind !== 'frames') throw new Error(response.kind)
  expect(response.droppedFrames).toBe(0)
  return response.frames
}

describe('captures', () => {
  test('see the frames of one device, both ways, in the order of time', async () => {
    await client.request({ kind: 'capture-start', captures: [{ place: left, device: 'eth0', snapBytes: 60 }] })
    await observe(probe('udp', { payloadBytes: 100 }))
    const frames = (await captured()).filter(isUdp)
    expect(frames).toMatchObject([
      { place: left, device: 'eth0', direction: 'out', bytes: 142 },
      { place: left, device: 'eth0', direction: 'in', bytes: 142 },
    ])
    const [out, back] = frames
    expect(Buffer.from(out?.data ?? '', 'base64')).toHaveLength(60)
    expect(out?.timeMs).toBeGreaterThan(0)
    expect(back?.timeMs).toBeGreaterThan(out?.timeMs ?? 0)
    expect(back?.timeMs).toBeLessThan(2000)
  })

  test('keep a bounded number of frames and count the rest', async () => {
    await client.request({ kind: 'capture-start', captures: [{ place: left, device: 'eth0', snapBytes: 14 }] })
    await client.probe(new Array(10_500).fill(probe('udp')), { deadlineMs: 4000 })
    const response = await client.request({ kind: 'capture-stop' })
    if (response.kind !== 'frames') throw new Error(response.kind)
    expect(response.frames).toHaveLength(20_000)
    expect(response.droppedFrames).toBeGreaterThanOrEqual(1000)
  })

  test('of a device that does not exist is an error that names it', async () => {
    const start = client.request({ kind: 'capture-start', captures: [{ place: left, device: 'cni0' }] })
    await expect(start).rejects.toMatchObject({ errno: 'ENODEV', message: expect.stringContaining('cni0') })
    expect(await captured()).toEqual([])
  })
})

describe('bound clients', () => {
  test.each(['tcp', 'udp'] as const)('%s: the address and port it is bound to are used', async (protocol) => {
    const observation = await observe(probe(protocol, { bind: { address: leftAddress, port: 40001 } }))
    expectWholeTuple(observation)
    expect(observation.client?.port).toBe(40001)
    const again = await observe(probe(protocol, { bind: { address: leftAddress, port: 40001 } }))
    expect(again).toMatchObject({ outcome: 'answered' })
  })

  test.each(['tcp', 'udp', 'icmp'] as const)('%s: an address alone leaves the port free', async (protocol) => {
    await runLeft('ip', 'addr', 'add', '192.0.2.11/24', 'dev', 'eth0')
    const observation = await observe(probe(protocol, { bind: { address: '192.0.2.11' } }))
    await runLeft('ip', 'addr', 'del', '192.0.2.11/24', 'dev', 'eth0')
    expect(observation).toMatchObject({ outcome: 'answered', client: { address: '192.0.2.11' } })
  })

  test.each(['tcp', 'udp'] as const)('%s: a port that is taken is address-in-use', async (protocol) => {
    await client.request({
      kind: 'listen',
      servers: [{ place: left, identity: 'pod/left/taken', protocol, address: leftAddress, port: 40002 }],
    })
    const observation = await observe(probe(protocol, { bind: { address: leftAddress, port: 40002 } }))
    expect(observation).toMatchObject({ outcome: 'address-in-use', error: 'EADDRINUSE' })
  })

  test('an address that is not there is failed, by its errno', async () => {
    const observation = await observe(probe('tcp', { bind: { address: '192.0.2.77' } }))
    expect(observation).toMatchObject({ outcome: 'failed', error: 'EADDRNOTAVAIL' })
  })
})

describe('servers', () => {
  test('an identical server stays as it is; a taken port is an error that names server and errno', async () => {
    await server.request({ kind: 'listen', servers: [rightServer('tcp'), rightServer('udp')] })
    const other = { ...rightServer('tcp'), identity: 'pod/right/other' }
    const listen = server.request({ kind: 'listen', servers: [other] })
    await expect(listen).rejects.toMatchObject({
      errno: 'EADDRINUSE',
      message: expect.stringMatching(/pod\/right\/other: tcp 192\.0\.2\.2 port 8080 in pod\/right: bind: EADDRINUSE$/),
    })
    expectWholeTuple(await observe(probe('tcp')))
  })

  test('go on answering while their own agent probes', async () => {
    const waiting = server.probe([{ ...probe('tcp', { to: unusedAddress }), client: right }], { deadlineMs: 1000 })
    const observation = await observe(probe('tcp'))
    expectWholeTuple(observation)
    expect(observation.durationMs).toBeLessThan(900)
    expect(await waiting).toMatchObject([{ outcome: 'timed-out' }])
  })

  test('ignore datagrams that are no probe', async () => {
    const text = `exec 3<>/dev/udp/${rightAddress}/${port}; echo hello >&3; read -t 0.2 -u 3 answer`
    const [result] = await client.run([{ place: left, argv: ['bash', '-c', text] }])
    expect(result?.exitCode).not.toBe(0)
    expectWholeTuple(await observe(probe('udp')))
  })
})

describe('commands and files', () => {
  test('run in the namespace of the place, with input', async () => {
    expect(await runLeft('ip', '-br', 'addr', 'show', 'eth0')).toContain(leftAddress)
    const results = await server.run([
      { place: right, argv: ['ip', '-br', 'addr', 'show', 'eth0'] },
      { place: right, argv: ['cat'], input: 'said' },
      { place: right, argv: ['sh', '-c', 'echo bad >&2; exit 3'] },
      { place: right, argv: ['/nonexistent/program'] },
    ])
    expect(results[0]?.stdout).toContain(rightAddress)
    expect(results.slice(1)).toMatchObject([
      { exitCode: 0, stdout: 'said' },
      { exitCode: 3, stderr: 'bad\n' },
      { exitCode: 127, stderr: expect.stringContaining('ENOENT') },
    ])
  })

  test('a file that cannot be written is named, and the others are written', async () => {
    const path = '/proc/sys/net/ipv4/ip_forward'
    const write = client.request({
      kind: 'write',
      files: [
        { place: left, path: '/proc/sys/net/ipv4/nothing', content: '1' },
        { place: left, path, content: '1' },
      ],
    })
    await expect(write).rejects.toMatchObject({
      errno: 'ENOENT',
      message: expect.stringMatching(/write \/proc\/sys\/net\/ipv4\/nothing in pod\/left: ENOENT/),
    })
    expect(await runLeft('cat', path)).toBe('1\n')
  })

  test('what makes no sense is an error, and the agent goes on', async () => {
    for (const request of [{}, null, { kind: 'enter' }, { kind: 'listen', servers: [null] }, { kind: 'dance' }]) {
      await expect(client.request(request as never)).rejects.toThrow(AgentError)
    }
    const probing = client.request({ kind: 'probe', probes: [probe('tcp')], deadlineMs: 0, inFlight: 1 })
    await expect(probing).rejects.toThrow(/deadlineMs is 0/)
    const senseless = [null, {}, { protocol: 'sctp' }, { ...probe('tcp'), target: null }] as unknown as Probe[]
    const observations = await client.probe(senseless, { deadlineMs: 100 })
    expect(new Set(observations.map(({ outcome }) => outcome))).toEqual(new Set(['not-made']))
    expectWholeTuple(await observe(probe('tcp')))
  })
})

describe('leave', () => {
  test('releases the namespace, which lives as long as a socket of the agent', async () => {
    const run = (...argv: string[]) => execa(namespaces.enter[0], [...namespaces.enter.slice(1), ...argv])
    await run('ip', 'netns', 'add', 'gone')
    // The other end of this veth pair vanishes with the namespace it was moved to.
    await run('ip', '-n', 'left', 'link', 'add', 'togone', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', 'gone')
    await client.request({ kind: 'enter', places: [{ place: 'pod/gone', namespacePath: namespacePath('gone') }] })
    const spec = { place: 'pod/gone', identity: 'pod/gone/web', address: '0.0.0.0', port } as const
    await client.request({
      kind: 'listen',
      servers: [
        { ...spec, protocol: 'tcp' },
        { ...spec, protocol: 'udp' },
      ],
    })
    await client.request({ kind: 'capture-start', captures: [{ place: 'pod/gone', device: 'eth0' }] })
    await run('ip', 'netns', 'del', 'gone')
    expect(await devices()).toContain('togone')
    await client.request({ kind: 'leave', places: ['pod/gone'] })
    await expect.poll(devices, { timeout: 10_000 }).not.toContain('togone')
    expect(await captured()).toEqual([])
    expect(await observe(probe('tcp', { client: 'pod/gone' }))).toMatchObject({ outcome: 'not-made' })
  })

  test('is done by entering a place anew, in another namespace', async () => {
    const enter = (name: string) => {
      return client.request({ kind: 'enter', places: [{ place: 'pod/moved', namespacePath: namespacePath(name) }] })
    }
    const spec = { place: 'pod/moved', identity: 'pod/moved/web', protocol: 'tcp', port: 8090 } as const
    const listen = () => client.request({ kind: 'listen', servers: [{ ...spec, address: '0.0.0.0' }] })
    const outcomes = async () => {
      const probes = [leftAddress, rightAddress].map((to) => probe('tcp', { to, port: 8090 }))
      return (await client.probe(probes, { deadlineMs: 1000 })).map(({ outcome }) => outcome)
    }
    await enter('left')
    await listen()
    expect(await outcomes()).toEqual(['answered', 'refused'])
    await enter('left')
    expect(await outcomes()).toEqual(['answered', 'refused'])
    await enter('right')
    await listen()
    expect(await outcomes()).toEqual(['refused', 'answered'])
    await client.request({ kind: 'leave', places: ['pod/moved'] })
    expect(await outcomes()).toEqual(['refused', 'refused'])
  })

  const devices = () => runLeft('ip', '-br', 'link')
})

describe('the process', () => {
  test('5,000 probes of one batch come back in order', async () => {
    // ICMP errors are rate-limited otherwise (datapath 0.6), and refusals become timeouts.
    const path = '/proc/sys/net/ipv4/icmp_ratemask'
    await server.request({ kind: 'write', files: [{ place: right, path, content: '0' }] })
    const isClosed = (index: number) => index % 5 === 0
    const probes = Array.from({ length: 5000 }, (_, index) => {
      return probe(index % 2 ? 'udp' : 'tcp', { port: isClosed(index) ? closedPort : port })
    })
    const observations = await client.probe(probes, { deadlineMs: 5000 })
    const wrong = observations.filter(({ outcome }, index) => outcome !== (isClosed(index) ? 'refused' : 'answered'))
    expect(wrong).toEqual([])
    expect(observations).toHaveLength(5000)
  })

  test('ends when its stdin ends, in the middle of a batch too', async () => {
    const started = await startOne('node3')
    await started.request({ kind: 'enter', places: [{ place: left, namespacePath: namespacePath('left') }] })
    const probing = started.probe([probe('tcp', { to: unusedAddress })], { deadlineMs: 60_000 })
    const startedAt = performance.now()
    await Promise.all([started.stop(), expect(probing).rejects.toThrow(/stopped/)])
    expect(performance.now() - startedAt).toBeLessThan(1000)
    expect(started.alive).toBe(false)
  })

  test('out of descriptors, a probe is not-made', async () => {
    const command = [...namespaces.enter, 'prlimit', '--nofile=60', nodePath, agentMainPath] as const
    const started = await startAgent(command, { name: 'small' })
    await started.request({ kind: 'enter', places: [{ place: left, namespacePath: namespacePath('left') }] })
    const observations = await started.probe(new Array(100).fill(probe('tcp')), { deadlineMs: 1000, inFlight: 100 })
    await started.stop()
    const reasons = new Set(observations.map(({ outcome, error }) => `${outcome} ${error}`))
    expect(reasons).toEqual(new Set(['answered undefined', 'not-made socket: EMFILE']))
  })

  test('says hello with another startId each time', async () => {
    const started = await startOne('node2')
    expect(started.hello).toMatchObject({ kind: 'hello', protocol: 1 })
    expect(started.hello.startId).not.toBe(server.hello.startId)
    await started.stop()
  })

  test('uses no CPU while it has nothing to do', async () => {
    const idle = await startAgent([nodePath, agentMainPath], { name: 'idle' })
    const cpuTicks = () => {
      const fields = readFileSync(`/proc/${idle.hello.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      return Number(fields[11]) + Number(fields[12])
    }
    await idle.request({ kind: 'leave', places: [] })
    await new Promise((resolve) => setTimeout(resolve, 200))
    const before = cpuTicks()
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(cpuTicks() - before).toBeLessThanOrEqual(1)
    await idle.stop()
  })

  test('delivers a response of several megabytes', async () => {
    const results = await client.run([{ place: left, argv: ['head', '-c', '8000000', '/dev/zero'] }])
    expect(results[0]?.stdout).toHaveLength(8_000_000)
  })
})
