import { expect } from '../../properties/model/expectation.ts'
import { placeKind } from '../../properties/model/place.ts'
import type { Probe } from '../../properties/model/probe.ts'
import { reaim } from '../../properties/model/reaim.ts'
import { relevantPart } from '../../properties/model/relevant.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { isOfScenario } from '../../properties/model/services/location.ts'
import { serveServices } from '../../properties/model/services/serve.ts'
import { stepProblems } from '../../properties/model/step-problems.ts'
import type { Check } from '../../properties/model/verdict.ts'
import { makeWorld, type World } from '../../properties/model/world.ts'
import type { Property } from '../../properties/property.ts'
import { historyGuesses } from './history-guess.ts'
import { plainest, type Trial } from './minimise.ts'

/** The one failure that a scenario must go on to show while it is made smaller, and where it was seen. */
export interface Pinned {
  property: Property
  check: Check
  world: World
  /** Of a check that the scenario's Steps led to. */
  history?: PinnedHistory
}

export interface PinnedHistory {
  /** After the last Step. */
  end: World
  /** Their probes are made there. */
  properties: readonly Property[]
  /** Index of the next case: each history takes other source ports than the one before. */
  nextIndex(): number
}

/** What is made again: a probe of the matrix alone; anything else that a property judged takes the whole property. */
export const isProbe = ({ check, history }: Pinned): boolean =>
  history === undefined && check.probe !== undefined && check.persistence !== undefined

/**
 * Whether the failure can exist in a scenario by the model: there is such a probe, and the rule speaks about it. What a
 * property found otherwise may be anywhere.
 */
export function canExist(pinned: Pinned, scenario: Scenario): boolean {
  if (stepProblems(scenario).length > 0) return false
  const { check, world } = pinned
  if (!isProbe(pinned) || check.probe === undefined) return true
  const predicted = predictedWorld(world, scenario)
  const probe = reaim(world, predicted, check.probe)
  if (probe === undefined) return false
  const { rule, allowed } = expect(predicted, probe)
  return [rule, ...allowed.map((one) => one.rule)].includes(check.rule as typeof rule)
}

/** What the cluster will say of itself, but for addresses that come anew. */
function predictedWorld(world: World, scenario: Scenario): World {
  const { network, wholeTopology: topology, status } = world
  const names = new Set(scenario.pods.map(({ name }) => name))
  const pods = status.pods.filter(({ name }) => names.has(name))
  const own = world.services.filter((served) => !isOfScenario(world, served))
  const services = [...own, ...serveServices(scenario, topology, { ...status, pods })]
  return makeWorld(network, topology, scenario, {
    ...status,
    pods,
    ...(status.services !== undefined && { services }),
  })
}

/** What may well fail at once, best first: what matters by the model in its plainest form, and as it is. */
export function guessesFor(pinned: Pinned, trial: Pick<Trial, 'isPossible'>): Scenario[] {
  const { check, world } = pinned
  const { scenario } = world
  if (isProbe(pinned) && check.probe !== undefined) {
    const part = relevantPart(world, check.probe)
    return [plainest(part, trial), part]
  }
  if (pinned.history !== undefined && check.probe !== undefined)
    return historyGuesses(world, pinned.history.end, check.probe)
  const named = scenario.pods.filter(({ name }) => check.subject.match(new RegExp(`pod/${name}(?![-.\\w])`)) !== null)
  const nothing = { ...scenario, pods: [], ...(scenario.services && { services: [] }) }
  return [nothing, { ...nothing, pods: named }]
}

/** Checks of a property that tell of the same: of the same Node, or of some Pod. */
export function isSameFailure({ check }: Pinned, other: Check): boolean {
  if (other.verdict !== 'refuted' || other.rule !== check.rule || other.defect !== check.defect) return false
  if (check.probe !== undefined && other.probe !== undefined) return isSameAim(check.probe, other.probe)
  return kindOfSubject(other.subject) === kindOfSubject(check.subject)
}

const kindOfSubject = (subject: string): string => {
  const [place = ''] = subject.split(' ')
  return place.startsWith('pod/') ? 'pod' : place.replace(/^\d+$/, 'a number')
}

/** The same question by such a client, as a new flow or as one that went on; addresses and ports may be others. */
function isSameAim(one: Probe, other: Probe): boolean {
  const aim = ({ client, target, protocol, size, query, sourcePort }: Probe) =>
    JSON.stringify([
      ...[placeKind(client), target.kind, target.place, target.service, protocol, size],
      ...[query?.type, sourcePort !== undefined],
    ])
  return aim(one) === aim(other)
}
