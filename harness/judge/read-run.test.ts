import { appendFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { play } from '../fake-services.fixture.ts'
import { recordedRun } from './recorded.fixture.ts'

let folder = ''

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'podnet-judge-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const { run, cases } = await recordedRun()
  writeFileSync(join(folder, 'run.json'), JSON.stringify(run))
  writeFileSync(join(folder, 'cases.jsonl'), cases.map((one) => `${JSON.stringify(one)}\n`).join(''))
})

test('judge: what changed on stdout, and the exit code of today', async () => {
  const { exitCode, stdout } = await play(['judge', folder])
  expect(stdout).toMatch(
    /1 case judged with today's model: .*\nno verdict changed; the run was holds and is holds today\n/,
  )
  expect(exitCode).toBe(0)
  const json = await play(['judge', folder, '--json'])
  expect(JSON.parse(json.stdout)).toMatchObject({ flips: [], exitCode: 0 })
})

test('a line that was cut off is named, and what can be read', async () => {
  appendFileSync(join(folder, 'cases.jsonl'), '{"schemaVersion": 1, "ind')
  const { exitCode, stdout, stderr } = await play(['judge', folder])
  expect(stderr).toContain(`${folder}/cases.jsonl:2: no JSON, or cut off after 25 characters`)
  expect(stderr).toContain('readable: line 1;')
  expect([exitCode, stdout]).toEqual([254, ''])
})

test.each([
  ['{"schemaVersion": 2}', 'run.json: schemaVersion: Invalid input: expected 1'],
  ['{', 'run.json: no JSON, or cut off after 1 character'],
])('a run.json that is %s is refused', async (text, problem) => {
  writeFileSync(join(folder, 'run.json'), text)
  const { exitCode, stderr } = await play(['judge', folder])
  expect(stderr).toContain(problem)
  expect(exitCode).toBe(254)
})

test('what is no run folder is refused', async () => {
  const { exitCode, stderr } = await play(['judge', join(folder, 'none')])
  expect(stderr).toContain('none is no run folder: it has no run.json')
  expect(exitCode).toBe(254)
})

test('latest is the run that was left last', async () => {
  const before = process.cwd()
  const home = mkdtempSync(join(tmpdir(), 'podnet-judge-home-'))
  onTestFinished(() => {
    process.chdir(before)
    rmSync(home, { recursive: true })
  })
  mkdirSync(join(home, 'podnet-runs'))
  symlinkSync(folder, join(home, 'podnet-runs', 'latest'))
  process.chdir(home)
  expect((await play(['judge', 'latest'])).exitCode).toBe(0)
})
