import type { Scenario } from '../../properties/model/scenario.ts'
import type { IpvsScheduler, ProxyMode } from '../../properties/model/services/proxy.ts'
import type { Topology } from '../../properties/model/topology.ts'
import type { ScenarioStatus } from '../scenario-file/status.ts'

/** A scenario that once failed, as its file has it. */
export interface CorpusEntry {
  /** The file's name without its ending. */
  name: string
  network: string
  /** Absent: any, since it has no Services. */
  proxy?: ProxyMode
  ipvsScheduler?: IpvsScheduler
  /** Nodes it needs. */
  nodes: number
  /** As its file has it; absent: any with so many Nodes. */
  topology?: Topology
  scenario: Scenario
  /** What failed. */
  failure: NonNullable<ScenarioStatus['failure']>
}

export interface Corpus {
  entries: CorpusEntry[]
  /** Files that say nothing any more: their scenario is not valid, or what failed is no rule or property any more; and why. */
  stale: string[]
}
