import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'
import { systemClock } from '../clusters/host/clock.ts'
import { scratchPodnet } from './kind-podnet.fixture.ts'
import { readRun, waitForCases } from './kind-run.fixture.ts'
import { findLeft, findTraces } from './kind-traces.fixture.ts'

const { state, podnet, remove } = scratchPodnet('kind-lost-node')
afterAll(remove)

const killNode = (container: string) => ['kill', container]
/** A pattern that the shell's own arguments do not match. */
const killAgent = (container: string) => [
  'exec',
  container,
  'pkill',
  '-KILL',
  '-f',
  '^/opt/podnet-agent-[0-9a-f]+/node',
]

async function harm(
  run: ReturnType<typeof podnet>,
  out: string,
  delayMs: number,
  command: (container: string) => string[],
) {
  const early = await Promise.race([waitForCases(out, 1), run])
  if (early !== undefined) throw new Error(`the run ended before its first case: ${early.stderr}`)
  await systemClock.wait(delayMs)
  const traces = await findTraces(state)
  await execa('docker', command(`${traces.clusters[0]}-worker`))
  return { traces, ended: await run }
}

function expectUndecided(out: string): void {
  const record = readRun(out)
  expect(record.verdict).toBe('inconclusive')
  const [profile] = record.profiles
  expect(profile?.checks.refuted).toBe(0)
  expect(profile?.counterexamples).toEqual([])
  expect(profile?.reasons.join('\n')).toMatch(/case \d+ could not be finished: agent node2: ended/)
}

const size = ['--nodes', '2', '--pods', '4']

// After the first case: while Pods change, while probes are made, and somewhere in the cases after that.
test.each([0, 4_000, 7_000])('a node that dies %d ms after a case is never blamed on the network', async (delayMs) => {
  const out = join(state, `run-node-${delayMs}`)
  const where = ['--provider', 'kind', '--network', 'flannel-vxlan', ...size]
  const run = podnet('check', ...where, '--runs', '50', '--out', out)
  const { traces, ended } = await harm(run, out, delayMs, killNode).finally(() => run.kill('SIGKILL'))
  expect(ended.exitCode, ended.stderr).toBe(2)
  expectUndecided(out)
  expect((await podnet('sweep')).stderr).toContain('nothing to remove')
  expect(await findLeft(state, traces)).toEqual([])
})

// Unlike a Node, an agent leaves the cluster as good as it was: one serves all moments.
test('nor is an agent that dies, and the cluster can be checked again', async () => {
  const created = await podnet('cluster', 'create', 'kept', '--provider', 'kind', '--network', 'flannel-vxlan', ...size)
  expect(created.exitCode, created.stderr).toBe(0)
  for (const delayMs of [0, 3_000, 6_000]) {
    const out = join(state, `run-agent-${delayMs}`)
    const run = podnet('check', '--cluster', 'kept', '--runs', '50', '--out', out)
    const { ended } = await harm(run, out, delayMs, killAgent).finally(() => run.kill('SIGKILL'))
    expect(ended.exitCode, ended.stderr).toBe(2)
    expectUndecided(out)
  }
  const traces = await findTraces(state)
  expect(traces.clusters).toHaveLength(1)
  expect((await podnet('cluster', 'delete', 'kept')).exitCode).toBe(0)
  expect(await findLeft(state, traces)).toEqual([])
})
