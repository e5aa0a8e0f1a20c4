import { randomInt } from 'node:crypto'
import type { ClusterProvider, ClusterSummary } from '../../clusters/cluster.ts'
import { clustersConvergeAfterAHistory } from '../../properties/clusters-converge-after-a-history.ts'
import type { Property } from '../../properties/property.ts'
import type { CheckOptions } from '../run/options.ts'
import { type NetworkChoice, readNetwork, readNetworks } from './networks.ts'
import { readDurationMs, readWholeNumber } from './numbers.ts'
import { chooseProperties } from './properties.ts'
import { readProxyOptions } from './proxies.ts'
import { runningCheckProblems } from './running.ts'

/** The options of `check`, as typed. */
export interface CheckTexts {
  provider?: string
  network?: string
  proxy?: string
  ipvsScheduler?: string
  services?: string
  cniConf?: string
  runs?: string
  steps?: string
  seed?: string
  timeLimit?: string
  nodes?: string
  pods?: string
  pairs?: string
  minCoverage?: string
  only?: string
  skip?: string
  cluster?: string
  /** A folder; false: none at all. */
  corpus?: string | boolean
  keep?: boolean
  /** false: `--no-shrink`. */
  shrink?: boolean
}

const mostSeed = 2 ** 31 - 1
const defaultRuns = 20
/** A history takes as long as the case before it: who wants some asks for them. */
const defaultSteps = 0

export const newSeed = (): number => randomInt(mostSeed)

/** Reads the options of `check`; adds a problem for each that is wrong. `cluster` is the one that `--cluster` named, if it runs. */
export function readCheckOptions(
  texts: CheckTexts,
  provider: ClusterProvider,
  properties: readonly Pick<Property, 'id' | 'probes'>[],
  cluster: ClusterSummary | undefined,
  problems: string[],
): Omit<CheckOptions, 'outFolder' | 'command'> {
  const number = (
    option: string,
    text: string | undefined,
    least: number,
    most: number,
    meaning: string,
    example: string,
  ) => readWholeNumber(text, { option, least, most, meaning, example }, problems)
  const choice =
    texts.cluster === undefined ? readNetworks(texts.network, problems) : networkOf(cluster, texts, problems)
  const runs = number('--runs', texts.runs, 1, 10_000, 'the cases per network', '20')
  const seed = number('--seed', texts.seed, 0, mostSeed, 'a seed', '42')
  const steps = number('--steps', texts.steps, 0, 100, 'the most steps of a case', '6')
  const nodes = number('--nodes', texts.nodes, 2, 16, 'the Nodes of every cluster', '3')
  const podsPerNode = number('--pods', texts.pods, 1, 253, 'the Pods on every Node', '10')
  const pairs = number('--pairs', texts.pairs, 1, 1_000_000, 'the pairs probed in a case', '100000')
  const minCoverage = number(
    '--min-coverage',
    texts.minCoverage,
    1,
    100,
    'a share of the possible cells in percent',
    '80',
  )
  if (minCoverage !== undefined && pairs !== undefined)
    problems.push('--min-coverage: with --pairs the sample says what it hit; leave out one of the two')
  const proxy = readProxyOptions(texts, proxyIsGiven(texts, provider), problems)
  problems.push(...runningCheckProblems(texts))
  const chosen = chooseProperties(
    properties.map(({ id }) => id),
    texts,
    problems,
  )
  const converges = clustersConvergeAfterAHistory.id
  if (chosen.includes(converges) && !properties.some(({ id, probes }) => probes !== undefined && chosen.includes(id)))
    problems.push(
      `--only: ${converges} probes what the other chosen properties probe, and none of them does; add one that does`,
    )
  const timeLimitMs = readDurationMs(texts.timeLimit, '--time-limit', problems)
  return {
    provider,
    networks: choice.networks,
    networksNamed: choice.named,
    ...proxy,
    runs: runs ?? (texts.cluster === undefined ? defaultRuns : 1),
    steps: steps ?? defaultSteps,
    seed: seed ?? newSeed(),
    properties: chosen,
    keep: texts.keep === true,
    shrink: texts.shrink !== false,
    ...(timeLimitMs === undefined ? {} : { timeLimitMs }),
    ...(nodes === undefined ? {} : { nodes }),
    ...(podsPerNode === undefined ? {} : { podsPerNode }),
    ...(pairs === undefined ? {} : { pairs }),
    ...(minCoverage === undefined ? {} : { minCoverage }),
    ...(texts.cluster === undefined ? {} : { cluster: texts.cluster }),
  }
}

/** Why the proxy is not podnet's to choose; undefined where it is. */
function proxyIsGiven({ cluster }: CheckTexts, { name }: ClusterProvider): string | undefined {
  if (cluster !== undefined) return `cluster ${cluster} has its proxy`
  return name === 'existing' ? 'the cluster of --provider existing has its proxy' : undefined
}

/** A running cluster has its network and its Nodes: options that ask for others contradict it. */
function networkOf(cluster: ClusterSummary | undefined, texts: CheckTexts, problems: string[]): NetworkChoice {
  if (texts.nodes !== undefined)
    problems.push('--nodes: --cluster names a cluster, which has its Nodes; leave one of the two out')
  if (cluster === undefined) return { networks: [], named: true }
  if (texts.network !== undefined && texts.network !== cluster.network) {
    problems.push(`--network ${texts.network}: cluster ${cluster.name} runs ${cluster.network}; leave --network out`)
  }
  const network = readNetwork(cluster.network, problems)
  return { networks: network === undefined ? [] : [network], named: true }
}
