import { type Clock, systemClock } from '../../clusters/host/clock.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Check } from '../../properties/model/verdict.ts'
import type { World } from '../../properties/model/world.ts'
import { Interrupted } from '../interrupted.ts'
import { answerTimeMs } from '../run/repeat-refuted.ts'
import { type Budget, defaultBudget } from './budget.ts'
import { canonicalForm } from './canonical.ts'
import { type Look, look, type Where } from './look.ts'
import { type Minimised, minimise, type Outcome, type Trial } from './minimise.ts'
import { canExist, guessesFor, isProbe, type Pinned } from './pinned.ts'
import { doubtOf, enoughAttempts, outcomeOf } from './tally.ts'

/** `cluster`: holds the scenario of `pinned.world`. */
export interface ShrinkRequest extends Where {
  pinned: Pinned
  /** `defaultBudget` by default. */
  budget?: Budget
  /** Aborted: the best so far is the result. */
  signal: AbortSignal
  /** For what is done in the cluster; `signal` by default. Another one where an application must not be cut off. */
  work?: AbortSignal
  /** Told of every smaller scenario that fails as well. */
  accepted?(scenario: Scenario, applications: number): void
  clock?: Clock
}

/** The smallest scenario found that still fails. */
export interface Shrunk extends Minimised {
  durationMs: number
  /** How often it failed when it was made again at the end; none made where the end was not reached. */
  confirmed: { failed: number; made: number }
  /** The cluster holds it: the world there and the check that fails. Absent where that was not reached. */
  held?: { world: World; check: Check }
}

/** Looks before anything changes: what fails in all of them is taken to fail always. */
const firstLooks = 12
/** Attempts for each scenario, and for the last one, of what fails always. */
const attempts = 3
/** How long an answer may take: short on the way, since the last look, which waits as long as a case, tells the truth. */
const answerTimes = { onTheWay: 500, atTheEnds: answerTimeMs }

/**
 * Makes a scenario smaller as long as the pinned check is refuted by the same rule; the cluster holds the result
 * afterwards. What goes wrong in the cluster is not thrown: the best so far is the result, and says why it may not be
 * minimal.
 */
export async function shrink(request: ShrinkRequest): Promise<Shrunk> {
  const { cluster, provider, pinned, signal, work = signal, clock = systemClock } = request
  const { scenario: start } = pinned.world
  const startMs = clock.nowMs()
  const limits = new Limits(request, clock)
  const where = { cluster, provider }
  const lookAt = (scenario: Scenario, times: number, when: keyof typeof answerTimes) =>
    look(where, pinned, scenario, { times, answerTimeMs: answerTimes[when] }, work)
  const ended = (found: Minimised, last?: Look): Shrunk => ({
    ...found,
    minimal: reasons(limits.broken ?? found.minimal, last && doubtOf(last)),
    durationMs: Math.round(clock.nowMs() - startMs),
    confirmed: { failed: last?.failed ?? 0, made: last?.made ?? 0 },
    ...(last?.failure !== undefined && { held: last.failure }),
  })

  const looks = isProbe(pinned) ? firstLooks : 1
  const first = await limits.guard(() => lookAt(start, looks, 'atTheEnds'))
  if (first === undefined || first.failed === 0) {
    return ended({ scenario: start, applications: 0, minimal: true }, first)
  }
  const flaky = first.failed < first.made
  const times = flaky ? enoughAttempts(first.failed / first.made) : Math.min(attempts, looks)
  const trial: Trial = {
    isPossible: (scenario) => canExist(pinned, scenario),
    judge: async (scenario): Promise<Outcome> => {
      const seen = await limits.guard(async () => {
        if (isProbe(pinned)) await cluster.apply(scenario, work)
        return lookAt(scenario, times, 'onTheWay')
      })
      return seen === undefined ? 'inconclusive' : outcomeOf(seen, flaky)
    },
    mustStop: (applications) => limits.reached(applications),
    ...(request.accepted && { accepted: request.accepted }),
  }
  const found = await minimise(start, guessesFor(pinned, trial), trial)
  const isHeld = !isProbe(pinned) || canonicalForm(cluster.scenario) === canonicalForm(found.scenario)
  const last = await limits.guard(async () => {
    if (!isHeld) await cluster.apply(found.scenario, work)
    return lookAt(found.scenario, flaky ? times : attempts, 'atTheEnds')
  })
  return ended({ ...found, applications: found.applications + (isHeld ? 0 : 1) }, last)
}

const reasons = (minimal: Minimised['minimal'], doubt: string | undefined): Minimised['minimal'] =>
  doubt === undefined ? minimal : [...(minimal === true ? [] : [minimal]), doubt].join('; ')

/** What ends a search before it is through. */
class Limits {
  /** Why nothing can be done in the cluster any more. */
  broken: string | undefined
  readonly #signal: AbortSignal
  readonly #budget: Budget
  readonly #clock: Clock
  readonly #endMs: number

  constructor({ signal, budget = defaultBudget }: ShrinkRequest, clock: Clock) {
    this.#signal = signal
    this.#budget = budget
    this.#clock = clock
    this.#endMs = clock.nowMs() + budget.timeMs
  }

  reached(applications: number): string | undefined {
    const { applications: most, timeMs } = this.#budget
    if (this.broken !== undefined) return this.broken
    if (this.#signal.aborted) return this.#interruption()
    if (applications >= most) return `the budget of ${most} applications is used up`
    if (this.#clock.nowMs() >= this.#endMs) return `the budget of ${timeMs / 1000} s is used up`
    return undefined
  }

  /** Undefined where the action fails: after that nothing is known of the cluster. */
  async guard<T>(action: () => Promise<T>): Promise<T | undefined> {
    if (this.#signal.aborted) this.broken ??= this.#interruption()
    if (this.broken !== undefined) return undefined
    try {
      return await action()
    } catch (error) {
      this.broken = this.#signal.aborted ? this.#interruption() : `the cluster failed: ${(error as Error).message}`
      return undefined
    }
  }

  #interruption(): string {
    return this.#signal.reason instanceof Interrupted ? 'interrupted' : "the run's time limit was reached"
  }
}
