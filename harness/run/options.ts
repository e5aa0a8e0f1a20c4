import type { ClusterProvider } from '../../clusters/cluster.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { ProfileResult, VerdictCounts } from '../../properties/model/run-record.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { IpvsScheduler, ProxyMode } from '../../properties/model/services/proxy.ts'
import type { Topology } from '../../properties/model/topology.ts'
import type { Corpus } from '../corpus/corpus.ts'
import type { SeenFailure } from '../scenario-file/status.ts'

/** A `check` or `replay`, after its options were found sound. */
export interface CheckOptions {
  provider: ClusterProvider
  networks: readonly Network[]
  /** true: the user named the networks, and an unsupported one makes the run inconclusive; false: `--network all`. */
  networksNamed: boolean
  /** A profile for each network with each of them. `none`: no Services; undefined: whatever the cluster has. */
  proxies: readonly (ProxyMode | 'none' | undefined)[]
  /** How IPVS chooses endpoints; absent: rr. */
  ipvsScheduler?: IpvsScheduler
  /** Most Services of a generated case; at least half as many. */
  services: number
  /** Most Steps of a generated case; 0: none. */
  steps: number
  /** Cases per profile. */
  runs: number
  seed: number
  /** The whole run stops starting new cases after this time; absent: no limit. */
  timeLimitMs?: number
  /** Ids of the properties to check, in registry order. */
  properties: readonly string[]
  /** Exactly this many Nodes; absent: 2 to 5 at random. */
  nodes?: number
  /** Exactly this many Pods on every Node; absent: 0 to 25 at random. */
  podsPerNode?: number
  /** Fewer of the possible cells, in percent, make a profile inconclusive; absent: any share will do. */
  minCoverage?: number
  /** At most this many pairs of places are probed in a case; absent: all of them. */
  pairs?: number
  /** Check this running cluster instead of making clusters. Its present scenario is the first case, untouched. */
  cluster?: string
  /** Leave the last cluster running. */
  keep: boolean
  /** Make the first counterexample of a case as small as it gets. */
  shrink: boolean
  /** Exactly this scenario instead of generated ones (`replay`); the topology is the file's, where it has one. */
  replay?: { scenario: Scenario; topology?: Topology; file: string; failure?: SeenFailure }
  /** Scenarios that once failed: those that fit a profile run before its generated ones. Absent: none. */
  corpus?: Corpus
  /** Run folder, created by the run. */
  outFolder: string
  /** The command line after `podnet`, for the record. */
  command: string[]
}

/** What a run tells while it goes on; every call is cheap and must not throw. */
export interface RunProgress {
  /** `profile`: its name, `flannel-vxlan/iptables/ipv4`. */
  profileStarted(profile: string, casesPlanned: number): void
  caseFinished(event: {
    profile: string
    /** In the order they are made, from 0. */
    index: number
    casesPlanned: number
    nodes: number
    pods: number
    probes: number
    counts: VerdictCounts
    durationMs: number
  }): void
  /** How far a counterexample has been made smaller, in a sentence. */
  shrinking(sentence: string): void
  profileFinished(result: ProfileResult): void
  /** A sentence worth telling: a cluster that was kept, a run that was cut short. */
  note(sentence: string): void
}
