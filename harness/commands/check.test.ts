import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { runRecordSchema } from '../../properties/model/run-record.ts'
import { refutedProfile, runRecord } from '../../reports/records.fixture.ts'
import { play } from '../fake-services.fixture.ts'
import { Interrupted } from '../interrupted.ts'
import { UsageError } from '../usage-error.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podnet-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
})

test('check: the report on stdout, the seed on stderr, further reports in files', async () => {
  const { exitCode, stdout, stderr, checks } = await play([
    'check',
    '--out',
    folder,
    '--seed',
    '5',
    '--reporter',
    'junit',
  ])
  expect(exitCode).toBe(0)
  expect(stdout).toContain('holds: nothing seen contradicts the model; replay the run: podnet check --seed 5')
  expect(stderr).toBe('seed 5\n')
  expect(readFileSync(join(folder, 'junit.xml'), 'utf8')).toContain('<testsuites')
  expect(checks).toMatchObject([{ outFolder: folder, seed: 5, runs: 20, command: expect.arrayContaining(['check']) }])
})

test('check --json: the record alone on stdout, the report on stderr', async () => {
  const { stdout, stderr } = await play(['check', '--out', folder, '--seed', '5', '--json'])
  expect(runRecordSchema.parse(JSON.parse(stdout)).seed).toBe(5)
  expect(stderr).toContain('holds: nothing seen contradicts the model')
})

test('check --quiet says nothing on stderr', async () => {
  const { stdout, stderr } = await play(['check', '--out', folder, '--quiet'])
  expect(stdout).toContain('holds')
  expect(stderr).toBe('')
})

test('without --out the run lies under podnet-runs, and latest leads to it', async () => {
  const before = process.cwd()
  process.chdir(folder)
  onTestFinished(() => process.chdir(before))
  const { checks } = await play(['check', '--network', 'calico-bgp'], ({ runCheck }) => ({
    runCheck: async (options, ...rest) => {
      await mkdir(options.outFolder, { recursive: true })
      return runCheck(options, ...rest)
    },
  }))
  const outFolder = checks[0]?.outFolder ?? ''
  expect(outFolder).toMatch(/^podnet-runs\/[-\dT]+-calico-bgp-iptables-ipv4$/)
  expect(join('podnet-runs', readlinkSync('podnet-runs/latest'))).toBe(outFolder)
})

test('a refuted run ends with 1, also when a report cannot be written', async () => {
  const record = runRecord([refutedProfile()], { verdict: 'refuted', exitCode: 1 })
  const { exitCode, stdout } = await play(['check', '--out', folder], () => ({ runCheck: async () => record }))
  expect(stdout).toMatch(/^refuted {2}pod\/a@node1/)
  expect(exitCode).toBe(1)
  vi.spyOn(Date, 'parse').mockImplementation(() => {
    throw new Error('no time')
  })
  onTestFinished(() => void vi.restoreAllMocks())
  const broken = await play(['check', '--out', folder, '--reporter', 'junit'], () => ({ runCheck: async () => record }))
  expect(broken.stderr).toContain('podnet: report terminal failed: no time')
  expect(broken.exitCode).toBe(1)
  const holds = await play(['check', '--out', folder])
  expect(holds.exitCode).toBe(255)
})

test('a run that broke: its error, and the report of what it had saved', async () => {
  const { exitCode, stdout, stderr } = await play(['check', '--out', folder, '--verbose'], () => ({
    runCheck: async () => {
      const record = runRecord([refutedProfile()], { startedAt: new Date().toISOString(), exitCode: 255 })
      writeFileSync(join(folder, 'run.json'), JSON.stringify(record))
      throw new Error('the agent is gone', { cause: new Error('EPIPE') })
    },
  }))
  expect(stdout).toMatch(/^refuted {2}pod\/a@node1/)
  expect(stderr).toContain('podnet: the agent is gone\n')
  expect(stderr).toMatch(/caused by Error: EPIPE\n +at /)
  expect(exitCode).toBe(255)
})

test('the report of an earlier run in the same folder is not told again', async () => {
  writeFileSync(join(folder, 'run.json'), JSON.stringify(runRecord([refutedProfile()])))
  const { stdout, stderr } = await play(['check', '--out', folder], () => ({
    runCheck: async () => Promise.reject(new Error('broken')),
  }))
  expect(stdout).toBe('')
  expect(stderr).toContain('podnet: broken\npodnet: --verbose shows where this happened\n')
})

test('a run that is killed leaves no report of an earlier one', async () => {
  const junit = join(folder, 'junit.xml')
  writeFileSync(junit, '<testsuites/>')
  await play(['check', '--out', folder, '--reporter', 'junit'], () => ({
    runCheck: async () => {
      expect(existsSync(junit)).toBe(false)
      throw new Error('killed')
    },
  }))
})

test.each([
  [new UsageError(['too many Pods', 'no room']), 254],
  [new Interrupted('SIGINT'), 130],
  [new Interrupted('SIGTERM'), 143],
  ['not even an error', 255],
])('what a run throws decides: %s', async (error, code) => {
  const { exitCode } = await play(['check', '--out', folder], () => ({ runCheck: async () => Promise.reject(error) }))
  expect(exitCode).toBe(code)
})
