import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Observation } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import { isWholeTuple, left, probeRight, right, startTwoAgents, type TwoAgents } from './two-agents.ts'
import { leftAddress } from './two-namespaces.ts'

const fullBytes = 1500 - 20 - 8

function expectWholeTuple(observation: Observation): void {
  expect(observation).toSatisfy(isWholeTuple)
}

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
  const response = await agents.client.request({ kind: 'capture-stop' })
  if (response.kind !== 'frames') throw new Error(response.kind)
  expect(response.droppedFrames).toBe(0)
  return response.frames
}

let agents: TwoAgents
beforeAll(async () => {
  agents = await startTwoAgents()
})
afterAll(() => agents?.stop())

describe('sizes', () => {
  test('oversize is message-too-big, and full is answered', async () => {
    const oversize = await agents.observe(probeRight('udp', { size: 'oversize', payloadBytes: fullBytes + 1 }))
    expect(oversize).toMatchObject({ outcome: 'message-too-big', error: 'EMSGSIZE', client: { address: leftAddress } })
    expect(await agents.observe(probeRight('icmp', { size: 'oversize', payloadBytes: fullBytes + 1 }))).toMatchObject({
      outcome: 'message-too-big',
    })
    expectWholeTuple(await agents.observe(probeRight('udp', { size: 'full', payloadBytes: fullBytes })))
  })

  test('a smaller MTU on the way back alone fails what is full, and not what may be fragmented', async () => {
    const route = [leftAddress, 'dev', 'eth0']
    const change = (...argv: string[]) => agents.server.run([{ place: right, argv: ['ip', 'route', ...argv] }])
    expect(await change('add', ...route, 'mtu', '1400')).toMatchObject([{ exitCode: 0 }])
    const full = await agents.observe(probeRight('udp', { size: 'full', payloadBytes: fullBytes }), 300)
    const fragmented = await agents.observe(probeRight('udp', { size: 'fragmented', payloadBytes: 5000 }))
    await change('del', ...route)
    expect(full).toMatchObject({ outcome: 'timed-out' })
    expectWholeTuple(fragmented)
  })

  test('a full queue of the own kernel delays a datagram and is no outcome', async () => {
    await agents.runLeft(
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
      '6000',
    )
    const probes = new Array<Probe>(100).fill(probeRight('udp', { size: 'full', payloadBytes: fullBytes }))
    const observations = await agents.client.probe(probes, { deadlineMs: 5000 })
    const statistics = await agents.runLeft('tc', '-s', 'qdisc', 'show', 'dev', 'eth0')
    await agents.runLeft('tc', 'qdisc', 'del', 'dev', 'eth0', 'root')
    expect(observations.filter(({ outcome }) => outcome !== 'answered')).toEqual([])
    expect(Number(/dropped (\d+)/.exec(statistics)?.[1])).toBeGreaterThan(0)
  })

  test.each([65536, 1024 * 1024])('bulk of %d bytes is answered over TCP', async (payloadBytes) => {
    expectWholeTuple(await agents.observe(probeRight('tcp', { size: 'bulk', payloadBytes })))
  })

  test('full carries DF there and back, fragmented leaves in fragments there and back', async () => {
    await agents.client.request({ kind: 'capture-start', captures: [{ place: left, device: 'eth0' }] })
    expectWholeTuple(await agents.observe(probeRight('udp', { size: 'full', payloadBytes: fullBytes })))
    expectWholeTuple(await agents.observe(probeRight('udp', { size: 'fragmented', payloadBytes: 5000 })))
    expectWholeTuple(await agents.observe(probeRight('udp', { size: 'full', payloadBytes: fullBytes })))
    const frames = (await captured()).filter(isUdp)
    const lines = frames.map(({ direction, bytes, data }) => `${direction} ${bytes} ${flagsOf(data)}`)
    const full = ['out 1514 DF', 'in 1514 DF']
    const fragments = (way: string) => [`${way} 1514 MF`, `${way} 1514 MF`, `${way} 1514 MF`, `${way} 602 -`]
    expect(lines).toEqual([...full, ...fragments('out'), ...fragments('in'), ...full])
  })
})

describe('captures', () => {
  test('see the frames of one device, both ways, in the order of time', async () => {
    await agents.client.request({ kind: 'capture-start', captures: [{ place: left, device: 'eth0', snapBytes: 60 }] })
    await agents.observe(probeRight('udp', { payloadBytes: 100 }))
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
    await agents.client.request({ kind: 'capture-start', captures: [{ place: left, device: 'eth0', snapBytes: 14 }] })
    await agents.client.probe(new Array(10_500).fill(probeRight('udp')), { deadlineMs: 4000 })
    const response = await agents.client.request({ kind: 'capture-stop' })
    if (response.kind !== 'frames') throw new Error(response.kind)
    expect(response.frames).toHaveLength(20_000)
    expect(response.droppedFrames).toBeGreaterThanOrEqual(1000)
  })

  test('of a device that does not exist is an error that names it', async () => {
    const start = agents.client.request({ kind: 'capture-start', captures: [{ place: left, device: 'cni0' }] })
    await expect(start).rejects.toMatchObject({ errno: 'ENODEV', message: expect.stringContaining('cni0') })
    expect(await captured()).toEqual([])
  })
})
