import { expect } from '../../properties/model/expectation.ts'
import { judgeProbe } from '../../properties/model/judge.ts'
import type { Probe } from '../../properties/model/probe.ts'
import { reaim } from '../../properties/model/reaim.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Check } from '../../properties/model/verdict.ts'
import { makeWorld, type World } from '../../properties/model/world.ts'
import { type CaseRequest, checkCase } from '../run/check-case.ts'
import { isProbe, isSameFailure, type Pinned } from './pinned.ts'
import { enoughAttempts, type Tally } from './tally.ts'

/** How often the pinned check failed in the cluster as it stands, and one of those times. */
export interface Look extends Tally {
  check?: Check
}

/** Where to look. */
export type Where = Pick<CaseRequest, 'cluster' | 'provider'>

/** The same, and a number that no look had before: of one history made twice each has source ports of its own. */
export type Looking = Where & { nextIndex(): number }

/** How to look: at least so many times, and how long an answer may take where nothing else is right. */
export interface Patience {
  times: number
  answerTimeMs: number
}

/**
 * Makes the pinned check again in a cluster that holds `scenario`, or may be made to: as often as it takes to go every way
 * where there are several.
 */
export async function look(
  where: Looking,
  pinned: Pinned,
  scenario: Scenario,
  { times: least, answerTimeMs }: Patience,
  signal: AbortSignal,
): Promise<Look> {
  const aimed = isProbe(pinned) ? aimedIn(where, pinned, scenario) : undefined
  if (aimed?.probe === undefined && isProbe(pinned)) return { failed: 0, undecided: 0, made: 0, ways: 1 }
  const ways = aimed?.probe === undefined ? 1 : waysOf(aimed.world, aimed.probe)
  const times = ways === 1 ? least : Math.max(least, enoughAttempts(1 / ways))
  const attempts =
    aimed?.probe === undefined
      ? await checkAgain(where, pinned, scenario, times, signal)
      : await probeAgain(where, pinned, aimed.world, aimed.probe, { times, answerTimeMs }, signal)
  const failed = attempts.filter((checks) => checks.some((check) => isSame(pinned, check)))
  const undecided = attempts.filter(
    (checks) => !failed.includes(checks) && checks.some(({ verdict }) => verdict === 'inconclusive'),
  )
  const check = failed[0]?.find((one) => isSame(pinned, one))
  return { failed: failed.length, undecided: undecided.length, made: times, ways, ...(check && { check }) }
}

const isSame = (pinned: Pinned, other: Check): boolean =>
  isProbe(pinned)
    ? other.verdict === 'refuted' && other.rule === pinned.check.rule && other.defect === pinned.check.defect
    : isSameFailure(pinned, other)

/** The pinned probe in the cluster as it stands; without one where nobody is left to make it. */
function aimedIn(
  { cluster }: Where,
  { world: before, check }: Pinned,
  scenario: Scenario,
): { world: World; probe: Probe | undefined } {
  const world = makeWorld(before.network, before.topology, scenario, cluster.status())
  return { world, probe: check.probe && reaim(before, world, check.probe) }
}

/** Endpoints that may answer, and other ways in which the probe may rightly end. */
const waysOf = (world: World, probe: Probe): number => Math.max(1, expect(world, probe).allowed.length)

/** With fresh ports, all at once. */
async function probeAgain(
  { cluster }: Where,
  { check: { property } }: Pinned,
  world: World,
  probe: Probe,
  { times, answerTimeMs }: Patience,
  signal: AbortSignal,
): Promise<Check[][]> {
  const mustBeAnswered = expect(world, probe).allowed.every(({ outcome }) => outcome === 'answered')
  const probes = Array.from({ length: times }, () => probe)
  const seen = await cluster.probe(probes, signal, ...(mustBeAnswered ? [answerTimeMs] : []))
  return seen.map((observation) => [judgeProbe(property, world, probe, observation)])
}

/** The whole property, one time after the other. */
async function checkAgain(
  { nextIndex, ...where }: Looking,
  { property }: Pinned,
  scenario: Scenario,
  times: number,
  signal: AbortSignal,
): Promise<Check[][]> {
  const attempts: Check[][] = []
  while (attempts.length < times) {
    const request = { ...where, index: nextIndex(), scenario, properties: [property], slow: true }
    attempts.push((await checkCase(request, signal)).checks)
  }
  return attempts
}
