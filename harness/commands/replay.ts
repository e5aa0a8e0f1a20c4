import type { Command } from 'commander'
import { exitCodesHelp } from '../exit.ts'
import { helpEnd } from '../help.ts'
import { newSeed } from '../options/check.ts'
import { findCluster } from '../options/clusters.ts'
import { readNetwork } from '../options/networks.ts'
import { addOutputOptions, type OutputTexts, readOutputOptions } from '../options/output.ts'
import { addProviderOptions, type ProviderTexts, readProviderSettings } from '../options/provider.ts'
import { readProvider } from '../options/provider-name.ts'
import { otherProviderProblems } from '../options/running.ts'
import type { CheckOptions } from '../run/options.ts'
import { scenarioName } from '../scenario-file/pasted.ts'
import { mostNodes } from '../scenario-file/schema.ts'
import { impliedTopology } from '../scenario-file/topology.ts'
import { type ReadScenario, readScenarioFile } from '../scenario-file.ts'
import type { Context } from '../services.ts'
import { interruptible } from '../signals.ts'
import { refuseIf, UsageError } from '../usage-error.ts'
import { distributionProblems } from './distribution-problems.ts'
import { nodeProblems, sizeProblems } from './node-problems.ts'
import { onCluster } from './on-cluster.ts'
import { otherProxyProblems, proxyProblems } from './proxy-problems.ts'
import { runAndReport } from './run.ts'

interface ReplayTexts extends OutputTexts, ProviderTexts {
  provider?: string
  cluster?: string
  shrink?: boolean
}

/** `podnet replay`: checks the scenario of a file. */
export function replayCommand(program: Command, context: Context): void {
  const command = program
    .command('replay')
    .summary('check exactly the scenario of a file')
    .description(
      'Checks exactly the scenario of a file (docs/scenario.md), on a cluster of its own or on one that runs.\nWhere the file tells of a failure, podnet says whether it is seen again.',
    )
    .argument('<file>', 'scenario file, YAML or JSON; - reads stdin; or the word that a report printed, podnet1:...')
    .option('--provider <name>', 'where to make the cluster: lab or kind, or existing (default: lab)')
    .option('--cluster <name>', 'use this running cluster; its Nodes and network count, not the file’s')
    .option('--no-shrink', 'leave counterexamples as large as they were found')
  addOutputOptions(command)
  addProviderOptions(command)
    .addHelpText('after', helpEnd(['podnet replay podnet-runs/latest/counterexample-1.yaml'], exitCodesHelp))
    .action((file: string, texts: ReplayTexts) => replay(file, texts, context))
}

async function replay(word: string, texts: ReplayTexts, context: Context): Promise<void> {
  const problems: string[] = []
  const output = readOutputOptions(texts, problems)
  const cluster =
    texts.cluster === undefined ? undefined : await findCluster(context.providers(), texts.cluster, problems)
  problems.push(...otherProviderProblems(texts.provider, cluster))
  const name = cluster?.provider ?? readProvider(texts.provider ?? 'lab')
  const provider = context.providers(readProviderSettings(texts, name, problems))[name]
  problems.unshift(...(await provider.problems()))
  const file = scenarioName(word)
  const read = readOrCollect(word, problems)
  const network = cluster === undefined ? read?.network : readNetwork(cluster.network, problems)
  if (read !== undefined && network === undefined && texts.cluster === undefined) {
    problems.push(`${file}: spec.network is missing: name the network there, or a cluster with --cluster`)
  }
  if (cluster !== undefined && read?.network !== undefined && read.network !== network) {
    problems.push(`${file}: spec.network is ${read.network.name}, but cluster ${cluster.name} runs ${cluster.network}`)
  }
  if (read !== undefined) problems.push(...nodeProblems(file, read.scenario, provider))
  refuseIf(problems)
  if (read === undefined || network === undefined) return
  const topology = read.topology ?? impliedTopology(read.scenario, network)
  if (cluster === undefined) {
    refuseIf([
      ...sizeProblems(file, topology.nodes.length, name, (await provider.nodeCount?.()) ?? mostNodes),
      ...distributionProblems(file, read.scenario, await provider.kubernetesVersion?.()),
    ])
  } else {
    await interruptible(context.printer(), (signal) =>
      onCluster(context, cluster.name, signal, async (started) => {
        const again = readScenarioFile(word, started)
        refuseIf([
          ...proxyProblems(file, again, started),
          ...otherProxyProblems(file, again, started),
          ...distributionProblems(file, again.scenario, started.kubernetesVersion),
        ])
      }),
    )
  }
  await runAndReport(
    context,
    {
      provider,
      networks: [network],
      networksNamed: true,
      proxies: [proxyOf(read, name === 'existing' || cluster !== undefined)],
      ...(read.ipvsScheduler !== undefined && { ipvsScheduler: read.ipvsScheduler }),
      services: 0,
      runs: 1,
      steps: 0,
      seed: newSeed(),
      properties: context.properties.map(({ id }) => id),
      keep: false,
      shrink: texts.shrink !== false,
      replay: {
        file,
        scenario: read.scenario,
        ...(cluster === undefined ? { topology } : {}),
        ...(read.status?.failure && { failure: read.status.failure }),
      },
      ...(cluster === undefined ? {} : { cluster: cluster.name }),
    },
    output,
  )
}

/** The file's own, or what its Services need; undefined where the cluster is there and has its proxy. */
function proxyOf({ proxy, scenario }: ReadScenario, given: boolean): CheckOptions['proxies'][number] {
  if (given) return undefined
  return proxy ?? ((scenario.services ?? []).length > 0 ? 'iptables' : 'none')
}

/** The file's problems join those of the options. */
function readOrCollect(word: string, problems: string[]): ReadScenario | undefined {
  try {
    return readScenarioFile(word)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    problems.push(...error.problems)
    return undefined
  }
}
