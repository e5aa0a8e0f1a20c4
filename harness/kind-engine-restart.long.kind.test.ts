import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { systemClock, waitUntil } from '../clusters/host/clock.ts'
import { ensureEngine, findEngine } from '../clusters/kind/engine/ensure-engine.ts'
import { stopEngine } from '../clusters/kind/engine/stop-engine.ts'
import { scratchPodnet } from './kind-podnet.fixture.ts'
import { readRun, waitForCases } from './kind-run.fixture.ts'
import { findLeft, findTraces } from './kind-traces.fixture.ts'

const { state, podnet, remove } = scratchPodnet('kind-engine-restart')
afterAll(remove)

/** What ends the run: kind, which podnet cannot go on without, or an agent that is gone. */
const moments = {
  'kind makes the cluster': {
    reached: async () => {
      const begun = { name: 'a cluster in the ledger', timeMs: 120_000 }
      await waitUntil(begun, async () => (await findTraces(state)).clusters.length === 1, { intervalMs: 100 })
      await systemClock.wait(15_000)
    },
    exitCode: 255,
    reason: /kind create cluster.*ERROR: failed to create cluster/s,
  },
  'cases are made': {
    reached: (out: string) => waitForCases(out, 1),
    exitCode: 2,
    reason: /case \d+ could not be finished: agent \w+: ended/,
  },
}

/** The engine ends with its containers, and another takes its place. */
async function restartEngine(): Promise<void> {
  // One that podnet did not start is not this test's to end.
  expect((await findEngine())?.isOurs, 'podnet started the engine').toBe(true)
  await stopEngine()
  await ensureEngine({ signal: AbortSignal.timeout(120_000), say: () => undefined })
}

test.each(Object.entries(moments))(
  'an engine that restarts while %s is never blamed on the network',
  async (words, { reached, exitCode, reason }) => {
    const out = join(state, words.replaceAll(' ', '-'))
    const size = ['--nodes', '2', '--pods', '4', '--runs', '50']
    const run = podnet('check', '--provider', 'kind', '--network', 'flannel-vxlan', ...size, '--out', out)
    try {
      const early = await Promise.race([reached(out), run])
      expect(early, 'the run ended too early').toBeUndefined()
      const traces = await findTraces(state)
      await restartEngine()
      const ended = await run
      expect(ended.exitCode, ended.stderr).toBe(exitCode)
      expect(ended.stdout + ended.stderr).toMatch(reason)

      const record = readRun(out)
      expect(record.verdict).toBe('inconclusive')
      const [profile] = record.profiles
      expect(profile?.counterexamples.filter(({ defect }) => defect === undefined)).toEqual([])
      const swept = await podnet('sweep')
      expect(swept.exitCode, swept.stderr).toBe(0)
      expect(await findLeft(state, traces), swept.stdout).toEqual([])
    } finally {
      run.kill('SIGKILL')
    }
  },
)
