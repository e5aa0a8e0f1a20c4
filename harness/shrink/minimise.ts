import type { Scenario } from '../../properties/model/scenario.ts'
import { canonicalForm, isCheaper } from './canonical.ts'
import type { Edit } from './edit.ts'
import { plainerPods } from './plainer-pods.ts'
import { plainerServices } from './plainer-services.ts'
import {
  absenceRemovals,
  endpointRemovals,
  podRemovals,
  portRemovals,
  serviceRemovals,
  stepRemovals,
} from './removals.ts'

/** What a smaller scenario showed: the same failure, that it does not fail, or nothing definite. */
export type Outcome = 'refuted' | 'holds' | 'inconclusive'

/** What the minimiser asks. */
export interface Trial {
  /** Whether the failure can exist in this scenario at all, by the model: what cannot is never applied. */
  isPossible(scenario: Scenario): boolean
  /** Applies a scenario and makes the failing check again. */
  judge(scenario: Scenario): Promise<Outcome>
  /** Why no further scenario may be applied; undefined while it may. */
  mustStop(applications: number): string | undefined
  /** Told of every scenario that takes the place of the best one. */
  accepted?(scenario: Scenario, applications: number): void
}

export interface Minimised {
  scenario: Scenario
  /** Scenarios that were applied and judged. */
  applications: number
  /**
   * true: whatever one object, endpoint or detail is left out, the failure is gone. Otherwise why that was not found out.
   */
  minimal: true | string
}

/** What can be taken away, in the order in which it is tried. */
const passes: readonly ((scenario: Scenario) => Edit[])[] = [
  (scenario) => [...absenceRemovals(scenario), ...stepRemovals(scenario)],
  serviceRemovals,
  podRemovals,
  (scenario) => [...endpointRemovals(scenario), ...portRemovals(scenario)],
  (scenario) => [...plainerServices(scenario), ...plainerPods(scenario)],
]

/** Everything that may be taken away from a scenario. */
export const allEdits = (scenario: Scenario): Edit[] => passes.flatMap((pass) => pass(scenario))

/**
 * The smallest scenario that still fails, found from one that does. First the guesses, best first, then each pass with
 * chunks of edits that become smaller (delta debugging), then single edits until none is left that keeps the failure.
 * No scenario is judged twice. What `judge` throws is thrown.
 */
export async function minimise(start: Scenario, guesses: readonly Scenario[], trial: Trial): Promise<Minimised> {
  const search = new Search(start, trial)
  for (const guess of guesses) if (await search.tries(guess)) break
  // What even the last guess does without can most likely go; what it keeps most likely not.
  const isLikely = (edit: Edit) => guesses.every((guess) => canonicalForm(edit.apply(guess)) === canonicalForm(guess))
  for (const pass of passes) {
    const edits = Map.groupBy(pass(search.best), isLikely)
    await search.inChunks(edits.get(true) ?? [])
    await search.inChunks(edits.get(false) ?? [])
  }
  const minimal = await search.oneByOne()
  return { scenario: search.best, applications: search.applications, minimal: search.stopped ?? minimal }
}

/** As plain as the model lets it become without the failure becoming impossible. */
export function plainest(scenario: Scenario, trial: Pick<Trial, 'isPossible'>): Scenario {
  const edits = [...portRemovals(scenario), ...plainerServices(scenario), ...plainerPods(scenario)]
  return applyPossible(scenario, edits, trial)
}

/** One edit after the other, without those that make the failure impossible. */
function applyPossible(scenario: Scenario, edits: readonly Edit[], trial: Pick<Trial, 'isPossible'>): Scenario {
  return edits.reduce((before, edit) => {
    const after = edit.apply(before)
    return isCheaper(after, before) && trial.isPossible(after) ? after : before
  }, scenario)
}

class Search {
  best: Scenario
  applications = 0
  stopped: string | undefined
  readonly #trial: Trial
  readonly #known = new Map<string, Outcome>()

  constructor(start: Scenario, trial: Trial) {
    this.best = start
    this.#trial = trial
  }

  /** Takes a candidate for the best where it is smaller and still fails. */
  async tries(candidate: Scenario): Promise<boolean> {
    if (!isCheaper(candidate, this.best) || !this.#trial.isPossible(candidate)) return false
    const outcome = await this.#outcome(candidate)
    if (outcome !== 'refuted') return false
    this.best = candidate
    this.#trial.accepted?.(candidate, this.applications)
    return true
  }

  /** Half of the edits that are left are tried together, then halves of these, down to single ones. */
  async inChunks(all: readonly Edit[]): Promise<void> {
    let edits = this.#sensible(all)
    for (let size = edits.length; size >= 1; size = Math.floor(size / 2)) {
      let at = 0
      while (at < edits.length && this.stopped === undefined) {
        const chunk = edits.slice(at, at + size)
        if (await this.tries(applyPossible(this.best, chunk, this.#trial))) {
          edits = this.#sensible([...edits.slice(0, at), ...edits.slice(at + size)])
        } else at += size
      }
    }
  }

  /** Until a whole round has changed nothing. Says why that proves nothing, where a scenario could not be decided. */
  async oneByOne(): Promise<true | string> {
    for (let changed = true; changed && this.stopped === undefined; ) {
      changed = false
      for (const edit of allEdits(this.best)) changed = (await this.tries(edit.apply(this.best))) || changed
    }
    const left = allEdits(this.best).map((edit) => this.#known.get(canonicalForm(edit.apply(this.best))))
    const undecided = left.filter((outcome) => outcome === 'inconclusive').length
    return undecided === 0 || `${undecided} smaller scenario${undecided === 1 ? '' : 's'} could not be decided`
  }

  /** Without edits that alone make the failure impossible, or nothing smaller. */
  #sensible(edits: readonly Edit[]): Edit[] {
    return edits.filter((edit) => {
      const after = edit.apply(this.best)
      return isCheaper(after, this.best) && this.#trial.isPossible(after)
    })
  }

  async #outcome(candidate: Scenario): Promise<Outcome | undefined> {
    const form = canonicalForm(candidate)
    const known = this.#known.get(form)
    if (known !== undefined) return known
    this.stopped ??= this.#trial.mustStop(this.applications)
    if (this.stopped !== undefined) return undefined
    this.applications += 1
    const outcome = await this.#trial.judge(candidate)
    this.#known.set(form, outcome)
    return outcome
  }
}
