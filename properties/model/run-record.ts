import { z } from 'zod'
import { flowSchema, loadSchema, observationSchema, probeSchema, trafficSchema } from './exchange-schema.ts'
import { explanationSchema } from './explanation.ts'
import { cleanCasesSchema, historiesSchema, sampleSharesSchema } from './profile-shares.ts'
import { clusterDnsSchema, podSchema, proxySchema, servedServiceSchema, serviceSchema } from './services/schema.ts'
import { stepSchema } from './step-schema.ts'

/**
 * The run record: everything a report may know. Facts first, judgement later: `cases.jsonl` holds the observations,
 * `run.json` the summary. Raise `schemaVersion` when a reader of the old shape would misread the new one.
 */
export const schemaVersion = 1

const verdict = z.enum(['holds', 'refuted', 'inconclusive', 'unsupported'])

export const topologySchema = z.object({
  podCIDR: z.string(),
  serviceCIDR: z.string(),
  nodes: z.array(
    z.object({
      name: z.string(),
      address: z.string(),
      uplink: z.string().exactOptional(),
      podCIDR: z.string(),
      segment: z.number(),
    }),
  ),
  externalAddress: z.string(),
  externalDetourAddress: z.string(),
  uplinkMtuBytes: z.number(),
})

export const scenarioSchema = z.object({
  pods: z.array(podSchema),
  services: z.array(serviceSchema).exactOptional(),
  absentNodes: z.array(z.string()).exactOptional(),
  steps: z.array(stepSchema).exactOptional(),
})

/** Which property asked for which of a list of exchanges: so many each, in their order. Absent in older records. */
const ownersSchema = z.array(z.tuple([z.string(), z.number()]))

const measuredLossSchema = z.object({
  from: z.string(),
  to: z.string(),
  made: z.number(),
  lost: z.number(),
})
export type MeasuredLoss = z.infer<typeof measuredLossSchema>

export const clusterStatusSchema = z.object({
  nodes: z.array(
    z.object({
      name: z.string(),
      address: z.string(),
      podRanges: z.array(z.string()),
      tunnelAddress: z.string().optional(),
      localPodSource: z.string().optional(),
      zone: z.string().optional(),
      dropsInvalid: z.boolean().optional(),
      limitsErrors: z.boolean().optional(),
      otherPods: z.array(z.string()).optional(),
    }),
  ),
  pods: z.array(
    z.object({ name: z.string(), nodeName: z.string(), hostNetwork: z.boolean(), ips: z.array(z.string()) }),
  ),
  proxy: proxySchema.optional(),
  services: z.array(servedServiceSchema).optional(),
  dns: clusterDnsSchema.optional(),
  shared: z.literal(true).exactOptional(),
})

/** Numbers of checks by verdict; known defects are refutations that a named defect explains, counted apart. */
const verdictCounts = z.object({
  holds: z.number(),
  refuted: z.number(),
  inconclusive: z.number(),
  unsupported: z.number(),
  knownDefects: z.number(),
})
export type VerdictCounts = z.infer<typeof verdictCounts>

/** What became of a counterexample that podnet made smaller. */
const shrunkSchema = z.object({
  scenario: scenarioSchema,
  pods: z.object({ before: z.number(), after: z.number() }),
  services: z.object({ before: z.number(), after: z.number() }),
  /** Of a scenario that had some. */
  steps: z.object({ before: z.number(), after: z.number() }).optional(),
  /** Scenarios that were applied to find it. */
  applications: z.number(),
  durationMs: z.number(),
  /** true: without any one of its objects, endpoints or details it does not fail; otherwise why that is not known. */
  minimal: z.union([z.literal(true), z.string()]),
  /** Attempts at the end. */
  confirmed: z.object({ failed: z.number(), made: z.number() }),
  /** The failing check as it shows there; absent where the cluster could not be made to hold it. */
  check: z.object({ subject: z.string(), expected: z.string(), observed: z.string() }).optional(),
  /** Command that repeats the case as it was before. */
  original: z.string(),
})

/** All refutations of one rule of one property in one case, told as one. */
export const counterexampleSchema = z.object({
  property: z.string(),
  /** The property's claim, as a sentence. */
  claim: z.string(),
  rule: z.string(),
  /** The rule, as a sentence. */
  ruleText: z.string(),
  /** Where the rule comes from. */
  citation: z.string(),
  caseIndex: z.number(),
  network: z.string(),
  /** First refuted subject: who to whom. */
  subject: z.string(),
  expected: z.string(),
  observed: z.string(),
  persistence: z.enum(['persistent', 'late', 'flaky']).optional(),
  attempts: z.object({ failed: z.number(), made: z.number() }).optional(),
  /** Flaky: share of the attempts made again that failed, Wilson's 95 % interval. */
  rate: z.object({ low: z.number(), high: z.number() }).optional(),
  /** Loss of datagrams: refuted checks of other rules that it explains, timeouts that are not known to come every time. */
  explains: z.number().optional(),
  /** Checks of this rule refuted in this case, and all that were judged by it. */
  affected: z.object({ refuted: z.number(), judged: z.number() }),
  /** Which subjects are hit, in words: `6 of 6 node1 -> node2, 0 of 24 others`. */
  pattern: z.string(),
  /** Further subjects, at most 20. */
  otherSubjects: z.array(z.string()),
  probe: probeSchema.optional(),
  observation: observationSchema.optional(),
  topology: topologySchema,
  scenario: scenarioSchema,
  /** Command that repeats exactly this scenario; the smallest one found, where it was made smaller. */
  replay: z.string(),
  /** The same as one line that needs no file, of the smallest one of its case; absent where it would be too long for a line. */
  pasted: z.string().exactOptional(),
  shrunk: shrunkSchema.optional(),
  defect: z.string().optional(),
  /** Where the packet goes wrong, where that was looked for. */
  explanation: explanationSchema.optional(),
})
export type Counterexample = z.infer<typeof counterexampleSchema>

export const profileResultSchema = z.object({
  /** `flannel-vxlan/none/ipv4`: network, proxy, address family. */
  profile: z.string(),
  network: z.string(),
  verdict,
  /** Why the profile could not run, when unsupported; why it is inconclusive, when so. */
  reasons: z.array(z.string()),
  casesPlanned: z.number(),
  cases: z.number(),
  /** Names of the corpus files among the cases, which ran first. */
  corpus: z.array(z.string()).optional(),
  /** Over the cases: nodes and Pods each. */
  nodesPerCase: z.array(z.number()),
  podsPerCase: z.array(z.number()),
  /** Ordered pairs of places that exchanged at least one probe, summed over cases. */
  pairs: z.number(),
  probes: z.number(),
  checks: verdictCounts,
  /** With `--pairs`: at most so many pairs per case, and what they hit, summed over cases. */
  sample: sampleSharesSchema.extend({ pairsPerCase: z.number() }).optional(),
  /** By property id. */
  properties: z.record(z.string(), verdictCounts),
  /** Checks by rule id: the rules that were exercised. */
  rules: z.record(z.string(), z.number()),
  /** Probes by coverage cell: client kind, target kind, node relation, protocol, size, separated by `/`. */
  coverage: z.record(z.string(), z.number()),
  /** The same through Services of the cases: client kind, target kind, protocol, class (services/classes.ts). */
  serviceCoverage: z.record(z.string(), z.number()).optional(),
  /** Cells of both kinds that were filled, of those that the model says the profile can fill; absent in a run of one case. */
  cells: z
    .object({
      filled: z.number(),
      possible: z.number(),
      /** Those that are not filled. */
      missing: z.array(z.string()),
      /** `--min-coverage`, in percent. */
      asked: z.number().optional(),
    })
    .optional(),
  /** Cases in which everything was decided and nothing refuted, and what so many exclude. */
  clean: cleanCasesSchema
    .extend({
      /** The same for the cases that had a Service of the class. */
      serviceClasses: z.record(z.string(), cleanCasesSchema),
    })
    .optional(),
  /** Services of the cases by class (services/classes.ts), every class named; absent where no case had a Service. */
  serviceClasses: z.record(z.string(), z.number()).optional(),
  /** Classes that no Service of this profile can have, and the setting of its proxy that is the reason. */
  unsupportedClasses: z.record(z.string(), z.string()).optional(),
  /** Histories of the cases; absent where no case had one. */
  histories: historiesSchema.optional(),
  /** Known defects of this network whose conditions occurred: how often, and how often they showed. */
  defects: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      occurred: z.number(),
      seen: z.number(),
      /** Of one that occurs by chance: the share of probes that meet it, at most. */
      perProbe: z.number().exactOptional(),
    }),
  ),
  counterexamples: z.array(counterexampleSchema),
  durationMs: z.number(),
})
export type ProfileResult = z.infer<typeof profileResultSchema>

export const runRecordSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  id: z.string(),
  /** ISO times. */
  startedAt: z.string(),
  finishedAt: z.string(),
  /** The command line, as typed after `podnet`. */
  command: z.array(z.string()),
  provider: z.string(),
  seed: z.number(),
  verdict,
  exitCode: z.number(),
  /** SIGINT, SIGTERM, the time limit or a network that could not be had, when one ended the run early. */
  interruptedBy: z.string().optional(),
  /** podnet, kernel, Node, iproute2, iptables, nft. */
  versions: z.record(z.string(), z.string()),
  /** `true`, or the reason why it is missing. */
  capabilities: z.record(z.string(), z.union([z.literal(true), z.string()])),
  profiles: z.array(profileResultSchema),
  /** Corpus files that say nothing any more, and why. */
  staleCorpus: z.array(z.string()).optional(),
  /** Files of the corpus that were not made, and why. */
  corpusLeftOut: z.array(z.string()).optional(),
  /** Replay of a file that tells of a failure: whether that was seen again, with the same subject or with another. */
  replayed: z
    .object({
      property: z.string(),
      rule: z.string(),
      subject: z.string(),
      seen: z.enum(['again', 'elsewhere', 'not']),
    })
    .optional(),
})
export type RunRecord = z.infer<typeof runRecordSchema>

/** What the Steps of a case showed (properties/history.ts). */
const historySchema = z.object({
  steps: z.array(
    z.object({ step: stepSchema, beganMs: z.number(), endedMs: z.number(), notDone: z.string().optional() }),
  ),
  end: z.object({ scenario: scenarioSchema, status: clusterStatusSchema }),
  flows: z.array(flowSchema),
  traffic: trafficSchema,
  exchanges: z.array(z.tuple([probeSchema, observationSchema])),
  structure: z.record(z.string(), z.unknown()).optional(),
  rounds: z.number(),
  convergedMs: z.number().optional(),
  bound: z.object({ timeMs: z.number(), source: z.string() }),
})

/** One line of `cases.jsonl`. */
export const caseRecordSchema = z.object({
  schemaVersion: z.literal(schemaVersion),
  index: z.number(),
  network: z.string(),
  topology: topologySchema,
  scenario: scenarioSchema,
  status: clusterStatusSchema,
  /** With `--pairs`: what the sample hit. */
  sample: sampleSharesSchema.optional(),
  /** With `--pairs`: probes that an agent found to be as expected and did not return, by rule. */
  asExpected: z.record(z.string(), z.number()).optional(),
  /** Every probe with what was seen of it, first attempts; without those counted in `asExpected`. */
  exchanges: z.array(z.tuple([probeSchema, observationSchema])),
  /** Ids of the properties that were judged, in their order. Absent in older records. */
  properties: z.array(z.string()).optional(),
  owners: ownersSchema.optional(),
  /** Attempts made again for refuted probes, by index into `exchanges`. */
  repeated: z.array(z.object({ exchange: z.number(), observations: z.array(observationSchema) })),
  /** Round trips of datagrams between two Nodes, measured where some had been lost. */
  loss: z.array(measuredLossSchema).optional(),
  /** Devices, routes, neighbours, rules by place (properties/model/facts.ts), and frames seen (frame.ts). */
  structure: z.record(z.string(), z.unknown()),
  frames: z.array(z.unknown()),
  droppedFrames: z.number(),
  /** Files of the Nodes and what the Kubernetes API says (properties/model/cluster-facts.ts), where there are such. */
  cluster: z.object({ files: z.record(z.string(), z.unknown()), kubernetes: z.unknown() }).optional(),
  /** Probes made while the network's daemon stood still, and how it stood. */
  paused: z
    .object({
      daemon: z
        .object({
          program: z.string(),
          nodes: z.record(z.string(), z.object({ processes: z.number(), running: z.number() })),
        })
        .optional(),
      exchanges: z.array(z.tuple([probeSchema, observationSchema])),
      owners: ownersSchema.optional(),
    })
    .optional(),
  /** Steps that properties made one after the other, in their order: what the cluster held and what was seen of each. */
  stages: z
    .array(
      z.object({
        property: z.string(),
        /** Of the property's stages, counted from 0. */
        index: z.number(),
        scenario: scenarioSchema,
        status: clusterStatusSchema,
        beganMs: z.number(),
        endedMs: z.number(),
        exchanges: z.array(z.tuple([probeSchema, observationSchema])),
        /** Of one that held connections open meanwhile (load.ts). */
        load: loadSchema.exactOptional(),
      }),
    )
    .optional(),
  /** What the scenario's Steps showed (properties/history.ts); absent where none were made. */
  history: historySchema.optional(),
  /** Checks that did not hold. */
  checks: z.array(z.record(z.string(), z.unknown())),
  /** Milliseconds by phase. */
  durationsMs: z.record(z.string(), z.number()),
})
export type CaseRecord = z.infer<typeof caseRecordSchema>
