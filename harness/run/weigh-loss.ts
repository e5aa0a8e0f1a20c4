import { datagramsAreNotLost } from '../../properties/datagrams-are-not-lost.ts'
import { allowedLoss, describeLoss, isLossy, lossSubject } from '../../properties/loss.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { MeasuredLoss } from '../../properties/model/run-record.ts'
import type { Check } from '../../properties/model/verdict.ts'
import { knownDefects, nodeNameOf, type World } from '../../properties/model/world.ts'

const property = datagramsAreNotLost.id
const rule = 'datagram-loss'

/**
 * The checks of a case with what was measured of the loss on its ways: a way that loses more than the bound is refuted
 * once, and timeouts on it that are not known to come every time are parts of that. A check that was refuted stays so, whatever
 * was measured afterwards. Pure.
 */
export function weighLoss(world: World, loss: readonly MeasuredLoss[], checks: readonly Check[]): Check[] {
  if (loss.length === 0) return [...checks]
  const measured = new Map(loss.map((one) => [lossSubject(one.from, one.to), one]))
  const lossy = loss.filter(({ lost, made }) => isLossy(lost, made))
  const weighed = checks.map((check): Check => {
    const own = isOwn(check) ? measured.get(check.subject) : undefined
    if (own !== undefined) return withMeasured(check, own)
    const part = lossBehind(world, check, lossy)
    if (part === undefined) return check
    const { defect: _byChance, ...plain } = check
    return { ...plain, loss: lossSubject(part.from, part.to) }
  })
  const known = new Set(checks.filter(isOwn).map(({ subject }) => subject))
  const further = lossy.filter(({ from, to }) => !known.has(lossSubject(from, to)))
  return [...weighed, ...further.map((one) => refuted(one))]
}

const isOwn = (check: Check): boolean => check.property === property && check.rule === rule

function refuted({ from, to, lost, made }: MeasuredLoss): Check {
  const subject = lossSubject(from, to)
  return { property, rule, verdict: 'refuted', subject, expected: allowedLoss, observed: describeLoss(lost, made) }
}

function withMeasured(check: Check, measured: MeasuredLoss): Check {
  if (isLossy(measured.lost, measured.made)) return refuted(measured)
  if (check.verdict !== 'refuted') return check
  return { ...check, observed: `${check.observed}, then ${describeLoss(measured.lost, measured.made)}` }
}

/**
 * The lossy way that a timeout which did not come every time, or was not made again, may have taken: from the client's
 * Node to the target's. Where a Service chooses the endpoint, any way that begins at one of the two. A defect that
 * occurs by chance was the explanation while nothing was known of a loss.
 */
function lossBehind(world: World, check: Check, lossy: readonly MeasuredLoss[]): MeasuredLoss | undefined {
  const { probe, observation, verdict, persistence, defect } = check
  if (verdict !== 'refuted' || persistence === 'persistent' || probe === undefined) return
  if (defect !== undefined && alwaysOccurs(world, defect)) return
  if (observation?.outcome !== 'timed-out') return
  const [from, to] = nodesOf(world, probe)
  if (probe.target.place !== undefined && probe.target.service === undefined)
    return lossy.find((one) => one.from === from && one.to === to)
  return lossy.find((one) => one.from === from || one.from === to)
}

/** Whether a known defect is explanation enough: one that occurs by chance is none where a loss is. */
export const alwaysOccurs = (world: World, defect: string): boolean =>
  knownDefects(world).some(({ id, occurs }) => id === defect && occurs === 'always')

/** Names of the Nodes of client and target; `external` where the client is outside, undefined where nobody knows. */
export function nodesOf(world: World, { client, target }: Probe): [from: string, to: string | undefined] {
  const to = target.place === undefined ? undefined : (nodeNameOf(world, target.place) ?? 'external')
  return [nodeNameOf(world, client) ?? 'external', to]
}
