import { fullDeadlineMs } from '../../clusters/agents/probe.ts'
import type { StartedCluster } from '../../clusters/cluster.ts'
import { type Clock, systemClock } from '../../clusters/host/clock.ts'
import type { History } from '../../properties/history.ts'
import type { Observation } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Check } from '../../properties/model/verdict.ts'

/** Refusals come at once: without a pause a cluster would be asked thousands of times. */
const betweenRoundsMs = 100

type Judge = (probe: Probe, seen: Observation) => Check

/** Probes that are made until they are right, or a cluster has had its time since the last change. */
export class Settling {
  readonly #cluster: Pick<StartedCluster, 'probe'>
  readonly #boundMs: number
  readonly #clock: Clock
  readonly #beganAt: number
  readonly #exchanges: [Probe, Observation][] = []
  #rounds = 0
  #rightAfterMs: number | undefined = 0

  /** The last change has just been made. */
  constructor(cluster: Pick<StartedCluster, 'probe'>, boundMs: number, clock: Clock = systemClock) {
    this.#cluster = cluster
    this.#boundMs = boundMs
    this.#clock = clock
    this.#beganAt = clock.nowMs()
  }

  /**
   * Makes the probes, and those that were wrong again: the last time when the cluster's time has passed. What has no
   * answer by then is not waited for but made again as well, so that the last round begins with the bound and not when a
   * probe from before it gives up. `deadlineMs`: time of each probe.
   */
  async settle(
    probes: readonly Probe[],
    judge: Judge,
    signal: AbortSignal,
    deadlineMs = fullDeadlineMs,
  ): Promise<void> {
    const seen = new Map<Probe, Observation>()
    let [wrong, undecided]: [readonly Probe[], readonly Probe[]] = [[], probes]
    while (wrong.length + undecided.length > 0) {
      const beganMs = this.#elapsedMs()
      if (wrong.length > 0 && this.#rightAfterMs !== undefined) this.#rightAfterMs = Math.min(beganMs, this.#boundMs)
      const isLast = beganMs >= this.#boundMs
      const timeMs = isLast ? deadlineMs : Math.min(deadlineMs, this.#boundMs - beganMs)
      const made = [...wrong, ...undecided]
      const observations = await this.#cluster.probe(made, signal, timeMs)
      this.#rounds += 1
      for (const [index, probe] of made.entries()) seen.set(probe, observations[index] as Observation)
      const seenOf = (probe: Probe) => seen.get(probe) as Observation
      wrong = made.filter((probe) => isWrong(judge(probe, seenOf(probe))))
      if (isLast) break
      // Silence may be right, but not after a moment.
      const wasCut = (probe: Probe) => timeMs < deadlineMs && seenOf(probe).outcome === 'timed-out'
      undecided = made.filter((probe) => wasCut(probe) && !wrong.includes(probe))
      if (wrong.length + undecided.length > 0) await this.#pause(signal)
    }
    if (wrong.length > 0) this.#rightAfterMs = undefined
    this.#exchanges.push(...seen)
  }

  outcome(): Pick<History, 'exchanges' | 'rounds' | 'convergedMs'> {
    return {
      exchanges: this.#exchanges,
      rounds: this.#rounds,
      ...(this.#rightAfterMs !== undefined && { convergedMs: this.#rightAfterMs }),
    }
  }

  /** To the next round: not to one that would have no time before the last one. */
  async #pause(signal: AbortSignal): Promise<void> {
    const leftMs = Math.max(0, this.#boundMs - this.#elapsedMs())
    await this.#clock.wait(leftMs < 2 * betweenRoundsMs ? leftMs : betweenRoundsMs, signal)
  }

  #elapsedMs(): number {
    return Math.round(this.#clock.nowMs() - this.#beganAt)
  }
}

/** What a known defect explains stays as it is. */
const isWrong = ({ verdict, defect }: Check): boolean => verdict === 'refuted' && defect === undefined
