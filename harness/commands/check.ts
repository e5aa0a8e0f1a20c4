import type { Command } from 'commander'
import { readCorpora } from '../corpus/read-corpus.ts'
import { exitCodesHelp } from '../exit.ts'
import { helpEnd } from '../help.ts'
import { type CheckTexts, readCheckOptions } from '../options/check.ts'
import { findCluster } from '../options/clusters.ts'
import { existingCheckProblems } from '../options/existing.ts'
import { addOutputOptions, type OutputTexts, readOutputOptions } from '../options/output.ts'
import { addProviderOptions, type ProviderTexts, readProviderSettings } from '../options/provider.ts'
import { readProvider } from '../options/provider-name.ts'
import { otherProviderProblems } from '../options/running.ts'
import type { Context } from '../services.ts'
import { refuseIf } from '../usage-error.ts'
import { runAndReport } from './run.ts'

/** `podnet check`: checks networks with generated scenarios. */
export function checkCommand(program: Command, context: Context): void {
  const command = program
    .command('check')
    .summary('check networks with scenarios made at random')
    .description('Builds clusters, places Pods at random, makes every connection and compares it with the model.')
    .option('--provider <name>', 'where clusters run: lab, kind or existing (default: lab)')
    .option('--network <names>', 'networks to check, separated by commas, or all (default: all)')
    .option(
      '--proxy <names>',
      'what implements Services: iptables, nftables, ipvs or none (default: iptables; with --cni-conf none)',
    )
    .option('--ipvs-scheduler <name>', 'how ipvs chooses endpoints: rr, lc, dh, sh, sed or nq (default: rr)')
    .option('--services <number>', 'at most this many Services in a case, at least half of them (default: 8)')
    .option('--steps <number>', 'most steps of a case, each a change while traffic goes on (default: 0)')
    .option('--runs <number>', 'cases per network (default: 20; with --cluster 1: what runs there)')
    .option('--seed <number>', 'seed of the scenarios (default: a new one, printed)')
    .option('--time-limit <time>', 'start no new case after this time, such as 90s, 10m or 1h (default: none)')
    .option('--nodes <number>', 'exactly this many Nodes, 2 to 16 (default: 2 to 5 at random)')
    .option('--pods <number>', 'exactly this many Pods on every Node (default: up to 25 at random)')
    .option('--pairs <number>', 'probe at most this many pairs per case, every kind and Node among them (default: all)')
    .option(
      '--min-coverage <percent>',
      'fewer of the cells that can be filled make it inconclusive (default: any share)',
    )
    .option('--corpus <dir>', 'run the scenarios of this folder first as well (default: those of podnet alone)')
    .option('--no-corpus', 'run no scenario of a corpus')
    .option('--only <ids>', 'check these properties only, separated by commas (default: all)')
    .option('--skip <ids>', 'do not check these properties (default: none)')
    .option('--no-shrink', 'leave counterexamples as large as they were found')
    .option('--cluster <name>', 'check this running cluster instead of making clusters; it goes on running')
    .option('--keep', 'leave the last cluster running')
  addOutputOptions(command)
  addProviderOptions(command)
    .addHelpText(
      'after',
      helpEnd(
        ['podnet check --network flannel-vxlan,calico-bgp --runs 50', 'podnet check --cluster demo'],
        exitCodesHelp,
      ),
    )
    .action((texts: CheckTexts & ProviderTexts & OutputTexts) => check(texts, context))
}

async function check(texts: CheckTexts & ProviderTexts & OutputTexts, context: Context): Promise<void> {
  const problems: string[] = []
  const cluster =
    texts.cluster === undefined ? undefined : await findCluster(context.providers(), texts.cluster, problems)
  problems.push(...otherProviderProblems(texts.provider, cluster))
  const name = cluster?.provider ?? readProvider(texts.provider ?? 'lab')
  const provider = context.providers(readProviderSettings(texts, name, problems))[name]
  if (name === 'existing') problems.push(...existingCheckProblems(texts))
  problems.unshift(...(await provider.problems()))
  const options = readCheckOptions(texts, provider, context.properties, cluster, problems)
  const output = readOutputOptions(texts, problems)
  refuseIf(problems)
  const nodes = await provider.nodeCount?.()
  const corpus = readCorpora(texts.corpus, name, problems)
  refuseIf(problems)
  await runAndReport(context, { ...options, ...(corpus && { corpus }), ...(nodes !== undefined && { nodes }) }, output)
}
