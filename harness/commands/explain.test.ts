import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { framesUpTo, healthyEvidence, healthyWorld } from '../../properties/explain/evidence.fixture.ts'
import type { Explanation } from '../../properties/model/explanation.ts'
import { counterexample, profileResult, runRecord } from '../../reports/records.fixture.ts'
import { play } from '../fake-services.fixture.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podnet-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
})

const file = 'evidence/one.json'
/** An explanation of an earlier podnet, which today's does not repeat. */
const old: Explanation = { subject: '', sentence: 'old', pattern: [], hops: [], notes: [], evidence: file }

function saveRun(): void {
  const world = healthyWorld()
  const healthy = healthyEvidence(world)
  const node1 = healthy.structure['node/node1']
  if (node1 === undefined) throw new Error('no node1')
  const structure = { ...healthy.structure, 'node/node1': { ...node1, forwarding: [] } }
  mkdirSync(join(folder, 'evidence'))
  writeFileSync(join(folder, file), JSON.stringify({ ...healthy, structure, frames: framesUpTo(world, 4) }))
  const found = [counterexample({ caseIndex: 3, explanation: old }), counterexample({ caseIndex: 5 })]
  writeFileSync(join(folder, 'run.json'), JSON.stringify(runRecord([profileResult({ counterexamples: found })])))
}

test('explain works out anew, from the saved evidence, where the packet goes wrong', async () => {
  saveRun()
  const { stdout, exitCode } = await play(['explain', folder])
  expect(exitCode).toBe(0)
  expect(stdout).toContain('On the way there, tunnel forwarding on node/node1: FDB entry')
  expect(stdout).toMatch(/seen +-> +node\/node1 +flannel\.1 out/)
  expect(stdout).toMatch(/not seen +<- +pod\/b +eth0 out/)
})

test('explain --json: the explanation alone', async () => {
  saveRun()
  const { stdout } = await play(['explain', `${folder}#3`, '--json'])
  expect(JSON.parse(stdout)).toMatchObject({
    broken: { hop: 'tunnel forwarding', place: 'node/node1', actual: 'none' },
  })
})

test.each([
  ['#5', 'its run saved no evidence; with --cluster a running cluster is read anew'],
  ['#7', 'case 7 has no counterexample'],
  ['#first', 'the case is a number'],
])('%s: nothing to explain is wrong usage', async (which, message) => {
  saveRun()
  const { exitCode, stdout, stderr } = await play(['explain', `${folder}${which}`])
  expect([exitCode, stdout]).toEqual([254, ''])
  expect(stderr).toContain(message)
})

test('a folder without a record, a record of another shape and evidence that is cut are named', async () => {
  expect((await play(['explain', folder])).stderr).toContain(`${folder} is no run folder: it has no run.json`)
  writeFileSync(join(folder, 'run.json'), '{"schemaVersion": 1}')
  expect((await play(['explain', folder])).stderr).toMatch(/run\.json: id: .*; startedAt: .*; and \d+ more/)
  saveRun()
  writeFileSync(join(folder, file), '{"schemaVersion": 1')
  const { exitCode, stderr } = await play(['explain', folder])
  expect(exitCode).toBe(254)
  expect(stderr).toContain('one.json: no JSON, or cut off after 19 characters')
})
