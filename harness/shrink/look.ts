import { expect, mustBeAnswered } from '../../properties/model/expectation.ts'
import { judgeProbe } from '../../properties/model/judge.ts'
import type { Probe } from '../../properties/model/probe.ts'
import { reaim } from '../../properties/model/reaim.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Check } from '../../properties/model/verdict.ts'
import { makeWorld, type World } from '../../properties/model/world.ts'
import { type CaseRequest, checkCase } from '../run/check-case.ts'
import { isProbe, isSameFailure, type Pinned } from './pinned.ts'
import { enoughAttempts, type Tally } from './tally.ts'

/** How often the pinned check failed, and one of those times with the world it failed in. */
export interface Look extends Tally {
  failure?: { check: Check; world: World }
}

/** Where to look. */
export type Where = Pick<CaseRequest, 'cluster' | 'provider'>

/** How to look: at least so many times, and how long an answer may take where nothing else is right. */
export interface Patience {
  times: number
  answerTimeMs: number
}

/** What one attempt showed. */
interface Attempt {
  world: World
  checks: readonly Check[]
}

/**
 * Makes the pinned check again in a cluster that holds `scenario`; as often as it takes to go every way where there are
 * several. A check that is no probe's applies the scenario itself, and makes its Steps.
 */
export async function look(
  where: Where,
  pinned: Pinned,
  scenario: Scenario,
  patience: Patience,
  signal: AbortSignal,
): Promise<Look> {
  const { network, wholeTopology: topology } = pinned.world
  if (!isProbe(pinned)) return tallyOf(pinned, await checkAgain(where, pinned, scenario, patience, signal), 1)
  const world = makeWorld(network, topology, scenario, where.cluster.status())
  const probe = pinned.check.probe && reaim(pinned.world, world, pinned.check.probe)
  if (probe === undefined) return tallyOf(pinned, [], 1)
  const ways = waysOf(world, probe)
  const times = ways === 1 ? patience.times : Math.max(patience.times, enoughAttempts(1 / ways))
  return tallyOf(pinned, await probeAgain(where, pinned, world, probe, { ...patience, times }, signal), ways)
}

function tallyOf(pinned: Pinned, attempts: readonly Attempt[], ways: number): Look {
  const failures = attempts.flatMap(({ world, checks }) => {
    const check = checks.find((one) => isSame(pinned, one))
    return check === undefined ? [] : [{ check, world }]
  })
  const undecided = attempts.filter(
    ({ checks }) =>
      checks.some(({ verdict }) => verdict === 'inconclusive') && !checks.some((one) => isSame(pinned, one)),
  )
  const [failure] = failures
  return {
    failed: failures.length,
    undecided: undecided.length,
    made: attempts.length,
    ways,
    ...(failure && { failure }),
  }
}

const isSame = (pinned: Pinned, other: Check): boolean =>
  isProbe(pinned)
    ? other.verdict === 'refuted' && other.rule === pinned.check.rule && other.defect === pinned.check.defect
    : isSameFailure(pinned, other)

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
): Promise<Attempt[]> {
  const probes = Array.from({ length: times }, () => probe)
  const seen = await cluster.probe(probes, signal, ...(mustBeAnswered(world, probe) ? [answerTimeMs] : []))
  return seen.map((observation) => ({ world, checks: [judgeProbe(property, world, probe, observation)] }))
}

/** The whole property, one time after the other. Each history takes other source ports than the one before. */
async function checkAgain(
  where: Where,
  { property, history }: Pinned,
  scenario: Scenario,
  { times, answerTimeMs }: Patience,
  signal: AbortSignal,
): Promise<Attempt[]> {
  const attempts: Attempt[] = []
  const properties = [...(history?.properties ?? []), property]
  while (attempts.length < times) {
    const index = history?.nextIndex() ?? 0
    const request = { ...where, index, scenario, properties, slow: history === undefined, answerTimeMs }
    const result = await checkCase(request, signal)
    attempts.push({ world: result.history?.end ?? result.world, checks: result.checks })
  }
  return attempts
}
