import type { StartedCluster } from '../../clusters/cluster.ts'
import { type Clock, systemClock } from '../../clusters/host/clock.ts'
import type { History } from '../../properties/history.ts'
import type { Observation } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Check } from '../../properties/model/verdict.ts'

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

  /** Makes the probes, and those that were wrong again: the last time when the cluster's time has passed. */
  async settle(probes: readonly Probe[], judge: Judge, signal: AbortSignal): Promise<void> {
    const seen = new Map<Probe, Observation>()
    let wrong = probes
    for (let isFirst = true; wrong.length > 0; isFirst = false) {
      const beganMs = this.#elapsedMs()
      if (!isFirst && this.#rightAfterMs !== undefined) this.#rightAfterMs = beganMs
      const observations = await this.#cluster.probe(wrong, signal)
      this.#rounds += 1
      for (const [index, probe] of wrong.entries()) seen.set(probe, observations[index] as Observation)
      wrong = wrong.filter((probe) => isWrong(judge(probe, seen.get(probe) as Observation)))
      if (beganMs >= this.#boundMs) break
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

  #elapsedMs(): number {
    return Math.round(this.#clock.nowMs() - this.#beganAt)
  }
}

/** What a known defect explains stays as it is. */
const isWrong = ({ verdict, defect }: Check): boolean => verdict === 'refuted' && defect === undefined
