import { readFileSync, statSync } from 'node:fs'
import { LineCounter, parseDocument } from 'yaml'
import { findNetwork } from '../properties/model/networks/index.ts'
import type { Network } from '../properties/model/networks/network.ts'
import { topologySchema } from '../properties/model/run-record.ts'
import type { Scenario } from '../properties/model/scenario.ts'
import type { Service } from '../properties/model/service.ts'
import type { IpvsScheduler, ProxyMode } from '../properties/model/services/proxy.ts'
import type { Topology } from '../properties/model/topology.ts'
import { type Draft, withoutParts } from './scenario-file/draft.ts'
import { fromPasted, scenarioName } from './scenario-file/pasted.ts'
import { scenarioProblems } from './scenario-file/pod-problems.ts'
import { positionOf } from './scenario-file/positions.ts'
import { type Problem, pathText } from './scenario-file/problem.ts'
import { defaultContainers, type ScenarioFile, scenarioFileSchema } from './scenario-file/schema.ts'
import { serviceProblems } from './scenario-file/service-problems.ts'
import { shapeProblems } from './scenario-file/shape-problems.ts'
import type { ScenarioStatus } from './scenario-file/status.ts'
import { stepProblems } from './scenario-file/step-problems.ts'
import { fillTopology, impliedTopology } from './scenario-file/topology.ts'
import { topologyProblems } from './scenario-file/topology-problems.ts'
import { UsageError } from './usage-error.ts'

/** What a scenario file says. */
export interface ReadScenario {
  /** Absent: the file names none. */
  network?: Network
  /** Absent: the file names none. */
  proxy?: ProxyMode
  /** Absent: the file names none. */
  ipvsScheduler?: IpvsScheduler
  /** Absent: the file has none, and its Pods are on node1, node2 ... */
  topology?: Topology
  scenario: Scenario
  /** What was seen of it; absent where the file does not say. */
  status?: ScenarioStatus
}

/** A cluster that runs: its Nodes and network count, not the file's. */
export interface Cluster {
  network: Network
  topology: Topology
}

const mostBytes = 4 * 1024 * 1024

/**
 * Reads and parses a scenario file, or a scenario that was pasted as one word. Throws a UsageError as parseScenarioFile does,
 * also when there is no such file or the word is not whole.
 */
export function readScenarioFile(file: string, cluster?: Cluster): ReadScenario {
  const text = fromPasted(file, mostBytes) ?? (file === standardInput ? readStandardInput() : readText(file))
  return parseScenarioFile(text, scenarioName(file), cluster)
}

/** As most programs call it. */
const standardInput = '-'
let readBefore: string | undefined

/** It can be read only once, and replay on a running cluster reads its file twice. */
function readStandardInput(): string {
  readBefore ??= readFileSync(0, 'utf8')
  return readBefore
}

function readText(file: string): string {
  try {
    const status = statSync(file)
    if (!status.isFile()) throw new Error('it is no file')
    if (status.size > mostBytes) throw new Error(`it has ${status.size} bytes, more than ${mostBytes}`)
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`scenario file ${file} cannot be read: ${(error as Error).message}`)
  }
}

/**
 * Parses a scenario file, YAML or JSON (docs/scenario.md). Throws a UsageError with every problem in it, each with
 * line, column and path; after an error of YAML's own syntax with these alone, since nothing else can be trusted.
 * `file` is its name in messages.
 */
export function parseScenarioFile(text: string, file: string, cluster?: Cluster): ReadScenario {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) {
    throw new UsageError(document.errors.map(({ pos, message }) => `${at(lines.linePos(pos[0]))}: YAML: ${message}`))
  }
  const value = toValue()
  const shape = shapeProblems(scenarioFileSchema, value)
  const draft = withoutParts(
    value,
    shape.map(({ path }) => path),
  ) as Draft<ScenarioFile> | undefined
  const { problems, topology, nodesOf, network } = furtherProblems(draft ?? {}, cluster)
  const told = [...shape, ...problems, ...(shape.length > 0 ? [] : problemsOfSteps())]
    .map((problem) => ({ problem, position: positionOf(problem, document, lines) }))
    .sort((a, b) => a.position.line - b.position.line || a.position.col - b.position.col)
    .map(({ problem, position }) => `${at(position)}: ${sentence(problem)}`)
  if (told.length > 0) throw new UsageError(told)
  const { spec, status } = scenarioFileSchema.parse(value)
  return {
    ...(network === undefined ? {} : { network }),
    ...(topology === undefined ? {} : { topology: topologySchema.parse(topology) }),
    ...(spec.proxy === undefined ? {} : { proxy: spec.proxy }),
    ...(spec.ipvsScheduler === undefined ? {} : { ipvsScheduler: spec.ipvsScheduler }),
    scenario: scenarioIn(spec),
    ...(status === undefined ? {} : { status }),
  }

  /** What a Step leads to can be said of a whole scenario alone. */
  function problemsOfSteps(): Problem[] {
    return stepProblems(scenarioIn(scenarioFileSchema.parse(value).spec), nodesOf, network)
  }

  function at({ line, col }: { line: number; col: number }): string {
    return `${file}:${line}:${col}`
  }

  function toValue(): unknown {
    try {
      return document.toJS({ maxAliasCount: 100 })
    } catch (error) {
      throw new UsageError(`${file}: YAML: ${(error as Error).message}`)
    }
  }
}

function scenarioIn({ pods, services, absentNodes, steps }: Scenario): Scenario {
  return {
    pods,
    ...(services !== undefined && { services: services.map(withRealSelector) }),
    ...(absentNodes !== undefined && { absentNodes }),
    ...(steps !== undefined && {
      steps: steps.map((step) =>
        step.kind === 'create-service' ? { ...step, service: withRealSelector(step.service) } : step,
      ),
    }),
  }
}

/** An empty selector is none: Kubernetes leaves the endpoints to somebody else (API reference, ServiceSpec.selector). */
function withRealSelector({ selector, ...service }: Service): Service {
  return selector !== undefined && Object.keys(selector).length === 0
    ? service
    : { ...service, ...(selector !== undefined && { selector }) }
}

function sentence({ path, message }: Problem): string {
  return path.length === 0 ? message : `${pathText(path)}: ${message}`
}

/** What no shape can say, over the parts whose shape is sound. */
function furtherProblems(
  draft: Draft<ScenarioFile>,
  cluster: Cluster | undefined,
): { problems: Problem[]; topology?: Draft<Topology>; nodesOf: Draft<Topology>; network?: Network } {
  const own = draft.spec?.network === undefined ? undefined : findNetwork(draft.spec.network)
  const written = draft.spec?.topology
  const scenario = scenarioOf(draft)
  const network = cluster?.network ?? own
  const topology = written === undefined ? undefined : fillTopology(written, own)
  const nodesOf = cluster?.topology ?? topology ?? impliedTopology(scenario, own)
  return {
    problems: [
      ...(topology === undefined ? [] : topologyProblems(topology)),
      ...scenarioProblems(scenario, nodesOf, network),
      ...serviceProblems(scenario, nodesOf),
    ],
    nodesOf,
    ...(topology === undefined ? {} : { topology }),
    ...(own === undefined ? {} : { network: own }),
  }
}

function scenarioOf(draft: Draft<ScenarioFile>): Draft<Scenario> {
  const { pods = [], services, absentNodes } = draft.spec ?? {}
  return {
    pods: pods.map((pod) => pod && { hostNetwork: false, containers: defaultContainers, ...pod }),
    ...(services !== undefined && { services: services.map((service) => service && serviceDefaults(service)) }),
    ...(absentNodes !== undefined && { absentNodes }),
  }
}

type WrittenService = NonNullable<ScenarioFile['spec']['services']>[number]

/** As the schema fills in what was left out. */
function serviceDefaults({ ports, ...service }: Draft<WrittenService>): Draft<Service> {
  return {
    type: 'ClusterIP',
    ...service,
    ports: (ports ?? []).map((port) => port && { protocol: 'TCP', ...port }),
  }
}
