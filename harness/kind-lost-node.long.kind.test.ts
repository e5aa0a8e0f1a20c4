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
  const moment = waitForCases(out, 1).then(() => systemClock.wait(delayMs))
  const early = await Promise.race([moment, run])
  if (early !== undefined) throw new Error(`the run ended before anything was harmed: ${early.stdout}\n${early.stderr}`)
  const traces = await findTraces(state)
  await execa('docker', command(`${traces.clusters[0]}-worker`))
  return { traces, ended: await run }
}

// Each costs a cluster: what a change was doing when an agent died is not known, and nothing reuses such a one.
// After the first case: while Pods change, while probes are made, and somewhere in the cases after that.
test.each([
  ['a node that dies', 0, killNode],
  ['a node that dies', 4_000, killNode],
  ['a node that dies', 7_000, killNode],
  ['an agent that dies', 3_000, killAgent],
  ['an agent that dies', 6_000, killAgent],
] as const)('%s %d ms after a case is never blamed on the network', async (_, delayMs, command) => {
  const out = join(state, `run-${command.name}-${delayMs}`)
  const size = ['--nodes', '2', '--pods', '4', '--runs', '50']
  const run = podnet('check', '--provider', 'kind', '--network', 'flannel-vxlan', ...size, '--out', out)
  const { traces, ended } = await harm(run, out, delayMs, command).finally(() => run.kill('SIGKILL'))
  expect(ended.exitCode, ended.stderr).toBe(2)

  const record = readRun(out)
  expect(record.verdict).toBe('inconclusive')
  const [profile] = record.profiles
  expect(profile?.checks.refuted).toBe(0)
  // kube-proxy's known defects show in any case; nothing else may be blamed.
  expect(profile?.counterexamples.filter(({ defect }) => defect === undefined)).toEqual([])
  expect(profile?.reasons.join('\n')).toMatch(/case \d+ could not be finished: agent node2: ended/)
  expect((await podnet('sweep')).stderr).toContain('nothing to remove')
  expect(await findLeft(state, traces)).toEqual([])
})
