import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { systemClock, waitUntil } from '../clusters/host/clock.ts'
import { runRecordSchema } from '../properties/model/run-record.ts'
import { scratchPodnet } from './kind-podnet.fixture.ts'
import { findLeft, findTraces } from './kind-traces.fixture.ts'

/** Seconds after the ledger has it: kind has just begun, makes containers, starts Kubernetes, or cases are made. */
const moments = [3, 10, 25, 40]

const { state, podnet, remove } = scratchPodnet('kind-interruption')
afterAll(remove)

async function interrupt(run: ReturnType<typeof podnet>, signal: 'SIGINT' | 'SIGKILL', seconds: number) {
  const begun = { name: 'a cluster in the ledger', timeMs: 120_000 }
  await waitUntil(begun, async () => (await findTraces(state)).clusters.length === 1, { intervalMs: 100 })
  await systemClock.wait(seconds * 1_000)
  const traces = await findTraces(state)
  run.kill(signal)
  return { traces, ended: await run }
}

test.each(moments.flatMap((seconds) => [['SIGKILL', seconds] as const, ['SIGINT', seconds] as const]))(
  '%s after %d s leaves nothing that sweep does not find',
  async (signal, seconds) => {
    const out = join(state, `run-${signal}-${seconds}`)
    const where = ['--provider', 'kind', '--network', 'flannel-vxlan', '--nodes', '3', '--out', out]
    const run = podnet('check', ...where, '--runs', '50')
    const { traces, ended } = await interrupt(run, signal, seconds).finally(() => run.kill('SIGKILL'))
    if (signal === 'SIGINT') expect(ended.exitCode, ended.stderr).toBe(130)
    if (existsSync(join(out, 'run.json'))) {
      const record = runRecordSchema.parse(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')))
      expect(record).toMatchObject({ verdict: 'inconclusive', interruptedBy: signal })
    }
    const swept = await podnet('sweep')
    expect(swept.exitCode, swept.stderr).toBe(0)
    // What the engine had been asked for before may still be on its way.
    await systemClock.wait(5_000)
    expect(await findLeft(state, traces), swept.stdout).toEqual([])
  },
)
