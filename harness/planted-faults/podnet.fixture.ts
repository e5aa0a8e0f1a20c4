import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { run } from '../../clusters/host/process.ts'
import type { StructureFacts } from '../../properties/model/facts.ts'
import {
  type CaseRecord,
  type Counterexample,
  caseRecordSchema,
  type RunRecord,
  runRecordSchema,
} from '../../properties/model/run-record.ts'
import type { Command, PlantedFault } from './faults.fixture.ts'
import { placesOf } from './places.fixture.ts'

/** A cluster of kind takes a minute to make, and more on a machine that has other work. */
const timeoutMs = 10 * 60_000
/** For tests: a cluster's name that no other run of the tests has, one that was killed neither. */
export const named = (name: string): string => `${name}-${process.pid}`

/** For tests: runs podnet, however it ends. */
export const podnet = (...argv: string[]) =>
  run(process.execPath, [join(import.meta.dirname, '..', 'cli.ts'), ...argv], { timeoutMs })

/** For tests: runs podnet. Fails the test when it ends otherwise than with 0. */
export async function mustPodnet(...argv: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await podnet(...argv)
  expect(exitCode, stderr).toBe(0)
  return stdout
}

/** A run, and its first case. */
export interface Checked extends Pick<CaseRecord, 'status' | 'checks'> {
  record: RunRecord
  structure: StructureFacts
}

/** For tests: runs `check` with a seed of its own. Fails the test where it could not judge. */
export async function check(...argv: string[]): Promise<Checked> {
  const folder = mkdtempSync(join(tmpdir(), 'podnet-planted-'))
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
  try {
    const { exitCode, stderr } = await podnet(
      'check',
      ...argv,
      '--no-shrink',
      '--quiet',
      '--seed',
      '1',
      '--out',
      folder,
    )
    expect([0, 1], stderr).toContain(exitCode)
    const record = runRecordSchema.parse(JSON.parse(read('run.json')))
    expect(record.exitCode).toBe(exitCode)
    const [line = ''] = read('cases.jsonl').split('\n')
    const { structure, status, checks } = caseRecordSchema.parse(JSON.parse(line))
    return { record, structure: structure as StructureFacts, status, checks }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** For tests: what `{...}` stands for in commands for this cluster. */
export async function readPlaces(cluster: string): Promise<Record<string, string>> {
  return placesOf((await check('--cluster', cluster, '--only', 'every-pod-has-its-own-ip')).structure)
}

export const counterexamplesOf = ({ record: { profiles } }: Checked): Counterexample[] =>
  profiles.flatMap(({ counterexamples }) => counterexamples)

/**
 * For tests: runs commands in a cluster, one after the other, those of one place together. `places`: what `{...}` stands
 * for.
 */
export async function carryOut(
  cluster: string,
  commands: readonly Command[],
  places: Readonly<Record<string, string>>,
): Promise<void> {
  const quoted = (text: string) => {
    const words = text.replace(/{(\w+)}/g, (whole, name: string) => places[name] ?? whole).split(' ')
    return words.map((word) => `'${word}'`).join(' ')
  }
  for (const [place, ofPlace] of Map.groupBy(commands, ([place]) => place)) {
    const script = ofPlace.map(([, text]) => quoted(text)).join(' && ')
    await mustPodnet('cluster', 'exec', cluster, place, '--', 'sh', '-c', script)
  }
}

/** For tests: each rule is refuted with its pattern, and no rule is that must hold. */
export function expectFound(
  found: readonly Counterexample[],
  refutes: PlantedFault['refutes'],
  holds: readonly string[],
): void {
  for (const [rule, pattern] of Object.entries(refutes)) {
    const matching = found.filter((counterexample) => counterexample.rule === rule)
    expect(matching.map((counterexample) => counterexample.pattern).join('\n'), rule).toMatch(pattern)
  }
  const refuted = found.map((counterexample) => counterexample.rule)
  for (const rule of holds) expect(refuted, rule).not.toContain(rule)
}
