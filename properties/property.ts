import type { History } from './history.ts'
import type { Capability } from './model/capability.ts'
import type { ClusterFacts, PausedDaemon } from './model/cluster-facts.ts'
import type { StructureFacts } from './model/facts.ts'
import type { Frame } from './model/frame.ts'
import type { Load } from './model/load.ts'
import type { Observation, Seen } from './model/observation.ts'
import type { PairClass } from './model/pair-class.ts'
import type { Probe } from './model/probe.ts'
import type { Scenario } from './model/scenario.ts'
import type { Check } from './model/verdict.ts'
import type { World } from './model/world.ts'

/**
 * A step of a property that needs more than one moment: a change, or time that passes, and then probes. Stages are made
 * one after the other once all other probes are made; afterwards the cluster holds the case's own scenario again.
 */
export interface Stage {
  /**
   * What the cluster holds from here on; absent: what it holds already. The same Pods and Services in other conditions:
   * addresses of the case must outlive its stages.
   */
  scenario?: Scenario
  /** Time to let pass before its probes; none by default. */
  waitMs?: number
  /** true: each client's Node makes the probes one after the other; false by default. */
  inTurn?: boolean
  /**
   * TCP connections that stay open while its probes are made; each client's Node opens them in this order. With it, also
   * where it names none, what IPVS counts is read (`StageResult.load`).
   */
  holds?(world: World): Probe[]
  /** `world` is that of the stage. */
  probes(world: World): Probe[]
}

/** What one stage showed. */
export interface StageResult {
  world: World
  exchanges: readonly (readonly [Probe, Observation])[]
  /** When its first probe began and its last one ended; only differences mean something. */
  beganMs: number
  endedMs: number
  /** Of a stage with `holds`. */
  load?: Load
}

/** What a case turned up for one property. */
export interface Evidence {
  /** The property's own probes with what was seen of each, in the order it asked for them. */
  exchanges: readonly (readonly [Probe, Seen])[]
  structure: StructureFacts
  /** Frames on the Nodes' uplinks and bridges while the captured probes ran. */
  frames: readonly Frame[]
  /** Not 0: a frame that is missing proves nothing. */
  droppedFrames: number
  /** Absent in a cluster whose Nodes are namespaces. */
  cluster?: ClusterFacts
  /** The property's paused probes; absent in a case that makes none. Without `daemon` there is none to pause. */
  paused?: { daemon?: PausedDaemon; exchanges: readonly (readonly [Probe, Observation])[] }
  /** The property's stages in their order; absent in a case that makes none. */
  stages?: readonly StageResult[]
  /** What the case's Steps showed; absent in a case without, and while its first state is judged. */
  history?: History
}

/** A claim about every healthy pod network, with all that is needed to check it. One file each. */
export interface Property {
  /** The file's name: the claim in short. */
  id: string
  /** The claim, as a sentence. */
  claim: string
  /** Ids of docs/claims.md it covers. */
  claims: readonly string[]
  level: 'core' | 'extended'
  needs: readonly Capability[]
  /** Between which places its probes go: what a sample of pairs is drawn from. */
  pairs?: readonly PairClass[]
  /** The same for its slow probes. */
  slowPairs?: readonly PairClass[]
  /** true: it looks at addresses and ports itself, so that agents may not compare in its place. */
  needsRows?: boolean
  /** true: it counts its exchanges, so that those that agents compared and did not return are missing when a record is judged. */
  counts?: true
  /** Probes it wants made. */
  probes?(world: World): Probe[]
  /** Probes whose right outcome is silence: made in the first case of a run only, since each waits out its deadline. */
  slowProbes?(world: World): Probe[]
  /** Probes to make while frames are captured. */
  capturedProbes?(world: World): Probe[]
  /** Probes to make while the network's daemon stands still on every Node: in the first case of a run only. */
  pausedProbes?(world: World): Probe[]
  /** Steps to make one after the other: in the first case of a run only. */
  stages?(world: World): Stage[]
  /** true: it judges the history of a case and nothing else, once that is made. */
  ofHistories?: true
  /** true: it judges how traffic went on meanwhile, so that it goes on for as long as an outage takes to show. */
  ofTraffic?: true
  /** Judges what was found. Pure: the same evidence gives the same checks. */
  judge(world: World, evidence: Evidence): Check[]
}
