import type { StartedCluster } from '../../clusters/cluster.ts'
import { startOf } from '../../properties/model/apply-step.ts'
import type { Counterexample } from '../../properties/model/run-record.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Check } from '../../properties/model/verdict.ts'
import type { World } from '../../properties/model/world.ts'
import type { Property } from '../../properties/property.ts'
import { count } from '../../reports/text/words.ts'
import { canonicalForm } from '../shrink/canonical.ts'
import type { Pinned } from '../shrink/pinned.ts'
import { type Shrunk, shrink } from '../shrink/shrink.ts'
import type { CaseResult } from './check-case.ts'
import type { RunContext } from './check-network.ts'
import type { WriteScenario } from './scenario-writer.ts'

export interface RefutedCase {
  context: RunContext
  /** Holds the case's scenario. */
  cluster: StartedCluster
  result: CaseResult
  properties: readonly Property[]
  write: WriteScenario
}

/** The counterexample that was made smaller, and the cluster as it is now. */
export interface Smallest {
  counterexample: Counterexample
  /** What the cluster holds and the check that fails there; absent where that could not be reached. */
  held?: { world: World; check: Check }
  /** Makes a cluster that was there before hold its own scenario again. */
  putBack(): Promise<void>
}

/**
 * Makes the first counterexample smaller that no known defect explains, one with a probe where there is one, since that
 * is what can be made again at once. Fills in its `shrunk` part and its replay lines.
 */
export async function shrinkFirst(
  refuted: RefutedCase,
  found: readonly Counterexample[],
  signal: AbortSignal,
): Promise<Smallest | undefined> {
  const { context, cluster, result, properties } = refuted
  const first = context.options.shrink ? pinFirst(result, properties, found) : undefined
  if (first === undefined) return undefined
  const { counterexample, pinned } = first
  const isOwn = context.options.cluster === undefined
  // Cut off in the middle a cluster is damaged: one that is not podnet's own must be put back afterwards.
  const work = isOwn ? signal : new AbortController().signal
  const before = cluster.scenario
  context.progress.shrinking(`making it smaller: ${sizeOf(result.world.scenario)}`)
  const shrunk = await shrink({
    cluster,
    provider: context.provider,
    pinned,
    signal: AbortSignal.any([signal, context.outOfTime]),
    work,
    accepted: (scenario, applications) =>
      context.progress.shrinking(
        `making it smaller: ${sizeOf(result.world.scenario)} -> ${sizeOf(scenario)}, ${count(applications, 'application')}`,
      ),
  })
  await fillIn(refuted, counterexample, shrunk)
  const putBack = isOwn || shrunk.applications === 0 ? async () => {} : () => restore(refuted, before, work)
  return { counterexample, putBack, ...(shrunk.held && { held: shrunk.held }) }
}

/** The counterexample to make smaller, and its check; undefined where none is unexplained. */
export function pinFirst(
  { index, world, checks, history }: CaseResult,
  properties: readonly Property[],
  found: readonly Counterexample[],
): { counterexample: Counterexample; pinned: Pinned } | undefined {
  const counterexample = chosen(found)
  const property = properties.find(({ id }) => id === counterexample?.property)
  const check = checks.find(
    (one) =>
      one.verdict === 'refuted' &&
      one.property === counterexample?.property &&
      one.rule === counterexample.rule &&
      one.subject === counterexample.subject,
  )
  if (counterexample === undefined || property === undefined || check === undefined) return undefined
  if (property.ofHistories === true && history !== undefined) {
    let last = index
    const { end } = history
    const pinnedHistory = { end, properties: ordinaryOf(properties, end, check), nextIndex: () => ++last }
    return { counterexample, pinned: { property, check, world, history: pinnedHistory } }
  }
  // What is wrong before the first Step needs none.
  return { counterexample, pinned: { property, check, world: { ...world, scenario: startOf(world.scenario) } } }
}

/** The first property that asks for this probe in the end state; none for a flow that went on, which all histories have. */
function ordinaryOf(properties: readonly Property[], end: World, { probe }: Check): Property[] {
  const asks = ({ probes }: Property) => probes?.(end).some((one) => JSON.stringify(one) === JSON.stringify(probe))
  const first = probe?.sourcePort === undefined ? properties.find(asks) : undefined
  return first === undefined ? [] : [first]
}

function chosen(found: readonly Counterexample[]): Counterexample | undefined {
  const unexplained = found.filter(({ defect }) => defect === undefined)
  return (
    unexplained.find(({ persistence }) => persistence === 'persistent') ??
    unexplained.find(({ persistence }) => persistence !== undefined) ??
    unexplained.find(({ probe }) => probe !== undefined) ??
    unexplained[0]
  )
}

async function fillIn({ result, write }: RefutedCase, counterexample: Counterexample, shrunk: Shrunk): Promise<void> {
  const { scenario: before } = result.world
  const { scenario, applications, durationMs, minimal, confirmed, held } = shrunk
  counterexample.shrunk = {
    scenario,
    pods: { before: before.pods.length, after: scenario.pods.length },
    ...(before.steps && { steps: { before: before.steps.length, after: scenario.steps?.length ?? 0 } }),
    services: { before: before.services?.length ?? 0, after: scenario.services?.length ?? 0 },
    applications,
    durationMs,
    minimal,
    confirmed,
    ...(held && {
      check: { subject: held.check.subject, expected: held.check.expected, observed: held.check.observed },
    }),
    original: counterexample.replay,
  }
  const isSmaller = canonicalForm(scenario) !== canonicalForm(before)
  Object.assign(counterexample, await write(scenario, isSmaller ? '-smallest' : '', counterexample))
}

/** Its Pods may have other addresses now, as after any change. */
async function restore({ context, cluster }: RefutedCase, before: Scenario, work: AbortSignal): Promise<void> {
  const words = await cluster.apply(before, work).then(
    () => `holds its own scenario again; Pods that were made anew may have other addresses`,
    (error: Error) => `could not be made to hold its own scenario again: ${error.message}`,
  )
  context.progress.note(`cluster ${cluster.name} ${words}`)
}

const sizeOf = ({ pods, services = [] }: Scenario): string =>
  `${count(pods.length, 'Pod')}, ${count(services.length, 'Service')}`
