import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'
import { systemClock, waitUntil } from '../clusters/host/clock.ts'
import { runRecordSchema } from '../properties/model/run-record.ts'
import { findLeft, findTraces } from './kind-traces.fixture.ts'

/** Seconds after the ledger has it: kind has just begun, makes containers, starts Kubernetes, or cases are made. */
const moments = [3, 10, 25, 40]

const state = mkdtempSync(join(tmpdir(), 'podnet-kind-interruption-'))
const cli = join(import.meta.dirname, 'cli.ts')
const podnet = (...argv: string[]) =>
  execa(process.execPath, [cli, ...argv], { reject: false, env: { XDG_STATE_HOME: state, NO_COLOR: '1' } })
afterAll(async () => {
  await podnet('sweep', '--all')
  rmSync(state, { recursive: true, force: true })
})

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
