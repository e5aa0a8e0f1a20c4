import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Flow, Traffic } from '../../properties/model/flow.ts'
import { waitUntil } from '../host/clock.ts'
import { left, probeRight, right, rightServer, serverIdentity, startTwoAgents, type TwoAgents } from './two-agents.ts'
import { leftAddress, namespacePath } from './two-namespaces.ts'

let agents: TwoAgents
beforeAll(async () => {
  agents = await startTwoAgents()
})
afterAll(() => agents?.stop())
beforeEach(() => serve(serverIdentity))

/** Nothing but a server of this name on the right. */
async function serve(identity: string): Promise<void> {
  await agents.server.request({ kind: 'leave', places: [right] })
  await agents.server.request({ kind: 'enter', places: [{ place: right, namespacePath: namespacePath('right') }] })
  const servers = (['tcp', 'udp'] as const).map((protocol) => rightServer(protocol, { identity }))
  await agents.server.request({ kind: 'listen', servers })
}

const heldTcp: Flow = { kind: 'held', probe: probeRight('tcp') }
const heldUdp: Flow = { kind: 'held', probe: probeRight('udp', { sourcePort: 61_001 }) }
const freshTcp: Flow = { kind: 'fresh', probe: probeRight('tcp') }
const freshUdp: Flow = { kind: 'fresh', probe: probeRight('udp') }

/** Flows from the left while something happens. */
async function during(flows: Flow[], action: () => Promise<unknown>): Promise<Traffic> {
  await agents.client.request({ kind: 'flows-start', flows })
  await action()
  const traffic = await agents.client.request({ kind: 'flows-stop' })
  if (traffic.kind !== 'traffic') throw new Error(traffic.kind)
  return traffic
}

/** Long enough for a dozen attempts. */
async function aWhile(): Promise<void> {
  const beganAt = performance.now()
  const deadline = { name: 'a dozen attempts', timeMs: 5_000 }
  await waitUntil(deadline, async () => performance.now() - beganAt > 1_200, { intervalMs: 50 })
}

test('each kind goes on and is answered by the server, without a gap', async () => {
  const { reports, longestPauseMs } = await during([heldTcp, heldUdp, freshTcp, freshUdp], aWhile)
  for (const report of reports) {
    expect(report.answered).toBeGreaterThan(5)
    expect(report.attempts - report.answered).toBeLessThanOrEqual(1)
    expect(report).toMatchObject({ failed: {}, changes: 0, servers: [{ identity: serverIdentity }] })
    expect(report.ended).toBeUndefined()
    expect(report.longestGap.toMs - report.longestGap.fromMs - longestPauseMs).toBeLessThan(1_000)
  }
  const [tcp, udp] = reports
  expect(udp?.client).toEqual({ address: leftAddress, port: 61_001 })
  expect(tcp?.servers[0]?.peer.address).toBe(leftAddress)
})

test('other requests are carried out meanwhile', async () => {
  const { reports } = await during([heldTcp], async () => {
    await aWhile()
    expect((await agents.observe(probeRight('tcp'))).outcome).toBe('answered')
    expect(await agents.runLeft('echo', 'beside')).toBe('beside\n')
  })
  expect(reports[0]?.answered).toBeGreaterThan(5)
})

test('a connection that is reset ends, a new one is refused, and both say so', async () => {
  const { reports } = await during([heldTcp, freshTcp], async () => {
    await aWhile()
    await agents.server.request({ kind: 'leave', places: [right] })
    await aWhile()
  })
  const [held, fresh] = reports
  expect(held?.ended?.outcome).toMatch(/reset|failed/)
  expect(held?.ended?.atMs).toBeGreaterThan(1_000)
  expect(fresh?.failed.refused).toBeGreaterThan(3)
  expect(fresh?.ended).toBeUndefined()
  const { fromMs = 0, toMs = 0 } = fresh?.longestGap ?? {}
  expect(toMs - fromMs).toBeGreaterThan(1_000)
})

test('another server shows as a change', async () => {
  const { reports } = await during([freshTcp], async () => {
    await aWhile()
    await serve('pod/right/other')
    await aWhile()
  })
  expect(reports[0]?.changes).toBe(1)
  expect(reports[0]?.servers.map(({ identity }) => identity)).toEqual([serverIdentity, 'pod/right/other'])
})

test('the flows of a client that is left end with it', async () => {
  const { reports } = await during([heldTcp, heldUdp], async () => {
    await aWhile()
    await agents.client.request({ kind: 'leave', places: [left] })
  })
  for (const { ended } of reports) expect(ended).toMatchObject({ outcome: 'not-made', error: 'the client was deleted' })
  await agents.client.request({ kind: 'enter', places: [{ place: left, namespacePath: namespacePath('left') }] })
})

test('a second start is refused while flows run', async () => {
  await during([heldTcp], async () => {
    await expect(agents.client.request({ kind: 'flows-start', flows: [heldTcp] })).rejects.toThrow('run already')
  })
})
