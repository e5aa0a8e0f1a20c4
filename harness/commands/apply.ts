import type { Command } from 'commander'
import { startOf } from '../../properties/model/apply-step.ts'
import { count } from '../../reports/text/words.ts'
import { plainExitCodesHelp } from '../exit.ts'
import { helpEnd } from '../help.ts'
import { findCluster } from '../options/clusters.ts'
import { scenarioName } from '../scenario-file/pasted.ts'
import { readScenarioFile } from '../scenario-file.ts'
import type { Context } from '../services.ts'
import { interruptible } from '../signals.ts'
import { refuseIf } from '../usage-error.ts'
import { distributionProblems } from './distribution-problems.ts'
import { nodeProblems } from './node-problems.ts'
import { onCluster } from './on-cluster.ts'
import { proxyProblems } from './proxy-problems.ts'

/** `podnet apply`: makes a cluster hold the scenario of a file. */
export function applyCommand(program: Command, context: Context): void {
  program
    .command('apply')
    .summary('make a running cluster hold exactly the scenario of a file')
    .description(
      'Makes a running cluster hold exactly the scenario of a file (docs/scenario.md): Pods come, go and move, and Services with them.',
    )
    .argument('<file>', 'scenario file, YAML or JSON, or the word that a report printed, podnet1:...')
    .requiredOption('--cluster <name>', 'the running cluster')
    .addHelpText('after', helpEnd(['podnet apply three-pods.yaml --cluster demo'], plainExitCodesHelp))
    .action((file: string, { cluster }: { cluster: string }) => apply(file, cluster, context))
}

async function apply(file: string, name: string, context: Context): Promise<void> {
  const printer = context.printer()
  const problems: string[] = []
  const start = startOf(readScenarioFile(file).scenario)
  const found = await findCluster(context.providers(), name, problems)
  if (found !== undefined)
    problems.push(...nodeProblems(scenarioName(file), start, context.providers()[found.provider]))
  refuseIf(problems)
  await interruptible(printer, (signal) =>
    onCluster(context, name, signal, async (cluster) => {
      const read = readScenarioFile(file, cluster)
      refuseIf([
        ...proxyProblems(scenarioName(file), read, cluster),
        ...distributionProblems(scenarioName(file), read.scenario, cluster.kubernetesVersion),
      ])
      const { scenario } = read
      await cluster.apply(scenario, signal)
      const services = scenario.services?.length ?? 0
      printer.talk(`cluster ${name} holds ${count(scenario.pods.length, 'Pod')}, ${count(services, 'Service')}`)
    }),
  )
}
