import { readFileSync } from 'node:fs'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Observation } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import { AgentError, agentMainPath, childAgent, nodePath, startAgent } from './agent-client.ts'
import {
  isWholeTuple,
  left,
  probeRight,
  right,
  rightServer,
  serverPort,
  startTwoAgents,
  type TwoAgents,
} from './two-agents.ts'
import { leftAddress, namespacePath, rightAddress, unusedAddress } from './two-namespaces.ts'

const closedPort = 4
const fullBytes = 1500 - 20 - 8

function expectWholeTuple(observation: Observation): void {
  expect(observation).toSatisfy(isWholeTuple)
}

let agents: TwoAgents
beforeAll(async () => {
  agents = await startTwoAgents()
})
afterAll(() => agents?.stop())

describe('servers', () => {
  test('an identical server stays as it is; a taken port is an error that names server and errno', async () => {
    await agents.server.request({ kind: 'listen', servers: [rightServer('tcp'), rightServer('udp')] })
    const other = { ...rightServer('tcp'), identity: 'pod/right/other' }
    const listen = agents.server.request({ kind: 'listen', servers: [other] })
    await expect(listen).rejects.toMatchObject({
      errno: 'EADDRINUSE',
      message: expect.stringMatching(/pod\/right\/other: tcp 192\.0\.2\.2 port 8080 in pod\/right: bind: EADDRINUSE$/),
    })
    expectWholeTuple(await agents.observe(probeRight('tcp')))
  })

  test('go on answering while their own agent probes', async () => {
    const waiting = agents.server.probe([{ ...probeRight('tcp', { to: unusedAddress }), client: right }], {
      deadlineMs: 1_500,
    })
    let isWaiting = true
    const waited = waiting.finally(() => {
      isWaiting = false
    })
    expectWholeTuple(await agents.observe(probeRight('tcp')))
    expect(isWaiting).toBe(true)
    expect(await waited).toMatchObject([{ outcome: 'timed-out' }])
  })

  test('answer all datagrams of a burst that the device takes a second to send', async () => {
    const slow = [
      'tc',
      'qdisc',
      'replace',
      'dev',
      'eth0',
      'root',
      'tbf',
      'rate',
      '4mbit',
      'burst',
      '1600',
      'limit',
      '10mb',
    ]
    const run = (argv: string[]) => agents.server.run([{ place: right, argv }])
    expect(await run(slow)).toMatchObject([{ exitCode: 0 }])
    const probes = new Array<Probe>(500).fill(probeRight('udp', { size: 'full', payloadBytes: fullBytes }))
    const observations = await agents.client.probe(probes, { deadlineMs: 5000, inFlight: 500 })
    await run(['tc', 'qdisc', 'del', 'dev', 'eth0', 'root'])
    expect(observations.filter(({ outcome }) => outcome !== 'answered')).toEqual([])
  })

  test('ignore datagrams that are no probe', async () => {
    const text = `exec 3<>/dev/udp/${rightAddress}/${serverPort}; echo hello >&3; read -t 0.2 -u 3 answer`
    const [result] = await agents.client.run([{ place: left, argv: ['bash', '-c', text] }])
    expect(result?.exitCode).not.toBe(0)
    expectWholeTuple(await agents.observe(probeRight('udp')))
  })
})

describe('commands and files', () => {
  test('run in the namespace of the place, with input', async () => {
    expect(await agents.runLeft('ip', '-br', 'addr', 'show', 'eth0')).toContain(leftAddress)
    const results = await agents.server.run([
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
    const path = '/proc/sys/net/ipv4/ip_default_ttl'
    const write = agents.client.request({
      kind: 'write',
      files: [
        { place: left, path: '/proc/sys/net/ipv4/nothing', content: '1' },
        { place: left, path, content: '77' },
      ],
    })
    await expect(write).rejects.toMatchObject({
      errno: 'ENOENT',
      message: expect.stringMatching(/write \/proc\/sys\/net\/ipv4\/nothing in pod\/left: ENOENT/),
    })
    expect(await agents.runLeft('cat', path)).toBe('77\n')
  })

  test('what makes no sense is an error, and the agent goes on', async () => {
    for (const request of [{}, null, { kind: 'enter' }, { kind: 'listen', servers: [null] }, { kind: 'dance' }]) {
      await expect(agents.client.request(request as never)).rejects.toThrow(AgentError)
    }
    const probing = agents.client.request({ kind: 'probe', probes: [probeRight('tcp')], deadlineMs: 0, inFlight: 1 })
    await expect(probing).rejects.toThrow(/deadlineMs is 0/)
    const senseless = [null, {}, { protocol: 'sctp' }, { ...probeRight('tcp'), target: null }] as unknown as Probe[]
    const observations = await agents.client.probe(senseless, { deadlineMs: 100 })
    expect(new Set(observations.map(({ outcome }) => outcome))).toEqual(new Set(['not-made']))
    expectWholeTuple(await agents.observe(probeRight('tcp')))
  })
})

describe('leave', () => {
  test('releases the namespace, which lives as long as a socket of the agent', async () => {
    const run = (...argv: string[]) => execa(agents.enter[0], [...agents.enter.slice(1), ...argv])
    await run('ip', 'netns', 'add', 'gone')
    // The other end of this veth pair vanishes with the namespace it was moved to.
    await run('ip', '-n', 'left', 'link', 'add', 'togone', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', 'gone')
    await agents.client.request({
      kind: 'enter',
      places: [{ place: 'pod/gone', namespacePath: namespacePath('gone') }],
    })
    const spec = { place: 'pod/gone', identity: 'pod/gone/web', address: '0.0.0.0', port: serverPort } as const
    await agents.client.request({
      kind: 'listen',
      servers: [
        { ...spec, protocol: 'tcp' },
        { ...spec, protocol: 'udp' },
      ],
    })
    await agents.client.request({ kind: 'capture-start', captures: [{ place: 'pod/gone', device: 'eth0' }] })
    await run('ip', 'netns', 'del', 'gone')
    expect(await devices()).toContain('togone')
    await agents.client.request({ kind: 'leave', places: ['pod/gone'] })
    await expect.poll(devices, { timeout: 10_000 }).not.toContain('togone')
    expect(await agents.client.request({ kind: 'capture-stop' })).toEqual({
      kind: 'frames',
      frames: [],
      droppedFrames: 0,
    })
    expect(await agents.observe(probeRight('tcp', { client: 'pod/gone' }))).toMatchObject({ outcome: 'not-made' })
  })

  test('is done by entering a place anew, in another namespace', async () => {
    const enter = (name: string) => {
      return agents.client.request({
        kind: 'enter',
        places: [{ place: 'pod/moved', namespacePath: namespacePath(name) }],
      })
    }
    const spec = { place: 'pod/moved', identity: 'pod/moved/web', protocol: 'tcp', port: 8090 } as const
    const listen = () => agents.client.request({ kind: 'listen', servers: [{ ...spec, address: '0.0.0.0' }] })
    const outcomes = async () => {
      const probes = [leftAddress, rightAddress].map((to) => probeRight('tcp', { to, port: 8090 }))
      return (await agents.client.probe(probes, { deadlineMs: 1000 })).map(({ outcome }) => outcome)
    }
    await enter('left')
    await listen()
    expect(await outcomes()).toEqual(['answered', 'refused'])
    await enter('left')
    expect(await outcomes()).toEqual(['answered', 'refused'])
    await enter('right')
    await listen()
    expect(await outcomes()).toEqual(['refused', 'answered'])
    await agents.client.request({ kind: 'leave', places: ['pod/moved'] })
    expect(await outcomes()).toEqual(['refused', 'refused'])
  })

  const devices = () => agents.runLeft('ip', '-br', 'link')
})

describe('the process', () => {
  test('5,000 probes of one batch come back in order', async () => {
    // ICMP errors are rate-limited otherwise (datapath 0.6), and refusals become timeouts.
    const path = '/proc/sys/net/ipv4/icmp_ratemask'
    await agents.server.request({ kind: 'write', files: [{ place: right, path, content: '0' }] })
    const isClosed = (index: number) => index % 5 === 0
    const probes = Array.from({ length: 5000 }, (_, index) => {
      return probeRight(index % 2 ? 'udp' : 'tcp', { port: isClosed(index) ? closedPort : serverPort })
    })
    const observations = await agents.client.probe(probes, { deadlineMs: 5000 })
    const wrong = observations.filter(({ outcome }, index) => outcome !== (isClosed(index) ? 'refused' : 'answered'))
    expect(wrong).toEqual([])
    expect(observations).toHaveLength(5000)
  })

  test('ends when its stdin ends, in the middle of a batch too', async () => {
    const started = await agents.startOne('node3')
    await started.request({ kind: 'enter', places: [{ place: left, namespacePath: namespacePath('left') }] })
    const probing = started.probe([probeRight('tcp', { to: unusedAddress })], { deadlineMs: 60_000 })
    const startedAt = performance.now()
    await Promise.all([started.stop(), expect(probing).rejects.toThrow(/stopped/)])
    // One that does not end by itself is killed after two seconds.
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    expect(started.alive).toBe(false)
  })

  test('out of descriptors, a probe is not-made', async () => {
    const started = await agents.startOne('small', 'prlimit', '--nofile=60')
    await started.request({ kind: 'enter', places: [{ place: left, namespacePath: namespacePath('left') }] })
    const observations = await started.probe(new Array(100).fill(probeRight('tcp')), {
      deadlineMs: 1000,
      inFlight: 100,
    })
    await started.stop()
    const reasons = new Set(observations.map(({ outcome, error }) => `${outcome} ${error}`))
    expect(reasons).toEqual(new Set(['answered undefined', 'not-made socket: EMFILE']))
  })

  test('out of descriptors, a server gives up the oldest connection for the next', async () => {
    const started = await agents.startOne('small', 'prlimit', '--nofile=60')
    await started.request({ kind: 'enter', places: [{ place: right, namespacePath: namespacePath('right') }] })
    await started.request({ kind: 'listen', servers: [{ ...rightServer('tcp'), port: 8091 }] })
    const script = `
      let open = 0
      for (let i = 0; i < 60; i++) {
        const socket = require('node:net').connect(8091, '${rightAddress}', () => ++open === 60 && console.log('ready'))
        socket.on('error', () => {})
      }
      process.stdin.resume().on('end', () => process.exit())`
    const [program, ...rest] = agents.enter
    const idlers = execa(program, [...rest, 'ip', 'netns', 'exec', 'left', nodePath, '-e', script])
    await new Promise((resolve) => idlers.stdout.once('data', resolve))
    const observation = await agents.observe(probeRight('tcp', { port: 8091 }))
    idlers.stdin.end()
    await idlers
    await started.stop()
    expect(observation).toMatchObject({ outcome: 'answered' })
  })

  test('says hello with another startId each time', async () => {
    const started = await agents.startOne('node2')
    expect(started.hello).toMatchObject({ kind: 'hello', protocol: 1 })
    expect(started.hello.startId).not.toBe(agents.server.hello.startId)
    await started.stop()
  })

  test('uses no CPU while it has nothing to do', async () => {
    const idle = await startAgent(childAgent([nodePath, agentMainPath]), { name: 'idle' })
    const cpuTicks = () => {
      const fields = readFileSync(`/proc/${idle.hello.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
      return Number(fields[11]) + Number(fields[12])
    }
    await idle.request({ kind: 'leave', places: [] })
    // V8 has work of its own left from the start.
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const before = cpuTicks()
    await new Promise((resolve) => setTimeout(resolve, 500))
    // Of the fifty that a loop without a wait takes. Node's own housekeeping may take some.
    expect(cpuTicks() - before).toBeLessThanOrEqual(5)
    await idle.stop()
  })

  test('knows how long it stood still', async () => {
    const agent = await startAgent(childAgent([nodePath, agentMainPath]), { name: 'still' })
    const standstill = async () => {
      const response = await agent.request({ kind: 'standstill' })
      return response.kind === 'standstill' ? response.totalMs : Number.NaN
    }
    const before = await standstill()
    process.kill(agent.hello.pid, 'SIGSTOP')
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    process.kill(agent.hello.pid, 'SIGCONT')
    const after = await standstill()
    expect(after - before).toBeGreaterThanOrEqual(750)
    await agent.stop()
  })

  test('delivers a response of several megabytes', async () => {
    const results = await agents.client.run([{ place: left, argv: ['head', '-c', '8000000', '/dev/zero'] }])
    expect(results[0]?.stdout).toHaveLength(8_000_000)
  })
})
