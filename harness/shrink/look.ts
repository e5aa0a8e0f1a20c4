import type { StartedCluster } from '../../clusters/cluster.ts'
import { expect } from '../../properties/model/expectation.ts'
import { judgeProbe } from '../../properties/model/judge.ts'
import { reaim } from '../../properties/model/reaim.ts'
import type { Check } from '../../properties/model/verdict.ts'
import type { World } from '../../properties/model/world.ts'
import { checkCase } from '../run/check-case.ts'
import { makeAgain } from '../run/repeat-refuted.ts'
import { isProbe, isSameFailure, type Pinned } from './pinned.ts'
import type { Tally } from './tally.ts'

/** How often the pinned check failed in the cluster as it stands, and one of those times. */
export interface Look extends Tally {
  check?: Check
}

/** Makes the pinned check again, `times` times, in a cluster that holds the scenario of `world`. */
export async function look(
  cluster: StartedCluster,
  pinned: Pinned,
  world: World,
  times: number,
  signal: AbortSignal,
): Promise<Look> {
  const attempts = isProbe(pinned)
    ? await probeAgain(cluster, pinned, world, times, signal)
    : await checkAgain(cluster, pinned, world, times, signal)
  const failed = attempts.filter((checks) => checks.some((check) => isSame(pinned, check)))
  const undecided = attempts.filter(
    (checks) => !failed.includes(checks) && checks.some(({ verdict }) => verdict === 'inconclusive'),
  )
  const check = failed[0]?.find((one) => isSame(pinned, one))
  return { failed: failed.length, undecided: undecided.length, made: times, ...(check && { check }) }
}

const isSame = (pinned: Pinned, other: Check): boolean =>
  isProbe(pinned)
    ? other.verdict === 'refuted' && other.rule === pinned.check.rule && other.defect === pinned.check.defect
    : isSameFailure(pinned, other)

/** With fresh ports, all at once. */
async function probeAgain(
  cluster: StartedCluster,
  { check, world: before }: Pinned,
  world: World,
  times: number,
  signal: AbortSignal,
): Promise<Check[][]> {
  const probe = check.probe && reaim(before, world, check.probe)
  if (probe === undefined) return []
  const mustBeAnswered = expect(world, probe).allowed.every(({ outcome }) => outcome === 'answered')
  const probes = Array.from({ length: times }, () => probe)
  const seen = await makeAgain(cluster, probes, () => mustBeAnswered, signal)
  return seen.map((observation) => [judgeProbe(check.property, world, probe, observation)])
}

/** The whole property, one time after the other. */
async function checkAgain(
  cluster: StartedCluster,
  { property }: Pinned,
  { scenario }: World,
  times: number,
  signal: AbortSignal,
): Promise<Check[][]> {
  const attempts: Check[][] = []
  while (attempts.length < times) {
    const request = { index: 0, cluster, scenario, properties: [property], slow: true }
    attempts.push((await checkCase(request, signal)).checks)
  }
  return attempts
}
