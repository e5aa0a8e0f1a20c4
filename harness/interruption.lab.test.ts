import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ofAnEngine } from '../clusters/host/of-an-engine.fixture.ts'

/** Moments tried; `PODNET_INTERRUPTIONS=20 npm test -- --project lab harness/interruption` tries more. */
const rounds = Number(process.env.PODNET_INTERRUPTIONS ?? 4)
const seed = 7

let state = ''
const cli = join(import.meta.dirname, 'cli.ts')
const start = (...argv: string[]) =>
  execa(process.execPath, [cli, ...argv], {
    reject: false,
    env: { XDG_STATE_HOME: state, TMPDIR: temporary(), NO_COLOR: '1' },
  })
/** Of these runs alone: others of this machine come and go. */
const temporary = () => join(state, 'tmp')

/** Everything a run may leave on the machine, as a person would look for it. */
async function traces(): Promise<Record<string, unknown>> {
  const lines = async (command: string, ...args: string[]) =>
    (await execa(command, args, { reject: false })).stdout.split('\n')
  return {
    namespaces: await lines('ip', 'netns', 'list'),
    links: (await lines('ip', '-br', 'link'))
      .map((line) => line.split(/\s+/)[0])
      .filter((name) => !ofAnEngine.test(name ?? '')),
    mounts: readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .filter((mount) => !ofAnEngine.test(mount)),
    processes: ownProcesses(),
    temporaryFolders: readdirSync(temporary()),
    ledger: existsSync(join(state, 'podnet'))
      ? readdirSync(join(state, 'podnet'), { recursive: true }).filter((name) => String(name).endsWith('.json'))
      : [],
    neighbourLimits: [1, 2, 3].map((n) => readLimit(n)),
  }
}

/** Processes whose environment names this test's state folder. */
function ownProcesses(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`XDG_STATE_HOME=${state}`)
      } catch {
        return false
      }
    })
}

function readLimit(n: number): string {
  const path = `/proc/sys/net/ipv4/neigh/default/gc_thresh${n}`
  return existsSync(path) ? readFileSync(path, 'utf8') : 'hidden'
}

beforeAll(() => {
  state = mkdtempSync(join(tmpdir(), 'podnet-state-'))
  mkdirSync(temporary())
})
afterAll(() => rmSync(state, { recursive: true, force: true }))

const moments = fc.sample(fc.noBias(fc.integer({ min: 50, max: 4000 })), { seed, numRuns: rounds })

test.each(moments.map((ms, round) => [round % 2 === 0 ? 'SIGKILL' : 'SIGINT', ms] as const))(
  '%s after %d ms: sweep removes everything',
  { timeout: 90_000 },
  async (signal, ms) => {
    const before = await traces()
    const run = start('check', '--runs', '3', '--seed', String(ms), '--out', join(state, 'run'))
    const timer = setTimeout(() => run.kill(signal), ms)
    const ended = await run
    clearTimeout(timer)
    // Before podnet has its handlers the signal itself ends the process.
    if (signal === 'SIGINT' && ended.signal !== 'SIGINT') expect(ended.exitCode, ended.stderr).toBe(130)
    const swept = await start('sweep')
    expect(swept.exitCode, swept.stderr).toBe(0)
    expect(await traces()).toEqual(before)
  },
)

test('the next run works', { timeout: 90_000 }, async () => {
  const run = await start(
    'check',
    '--network',
    'flannel-host-gw',
    '--runs',
    '1',
    '--seed',
    '1',
    '--out',
    join(state, 'run'),
  )
  expect(run.exitCode, run.stderr).toBe(0)
})
