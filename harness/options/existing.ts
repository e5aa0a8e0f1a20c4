import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { ExistingOptions } from '../../clusters/existing/options.ts'
import type { ProviderName } from '../../clusters/providers.ts'
import { foreignOptions } from './foreign.ts'
import { corpusWords } from './running.ts'

/** The options of the provider `existing`, as typed. */
export interface ExistingTexts {
  kubeconfig?: string
  context?: string
  agentImage?: string
}

export function addExistingOptions(command: Command): Command {
  return command
    .optionsGroup('Options of --provider existing:')
    .option('--kubeconfig <file>', 'kubeconfig of the cluster to check')
    .option('--context <name>', 'context of that file')
    .option('--agent-image <name>', 'image of clusters/existing/agent/Dockerfile, which the Nodes can pull or hold')
}

/** Reads them. What is missing the provider itself says, with everything else that keeps it from working. */
export function readExistingSettings(
  { kubeconfig, context, agentImage }: ExistingTexts,
  provider: ProviderName,
  problems: string[],
): Partial<ExistingOptions> {
  const given = { '--kubeconfig': kubeconfig, '--context': context, '--agent-image': agentImage }
  problems.push(...foreignOptions('existing', provider, given))
  return {
    // The ledger keeps it for commands that are started elsewhere.
    ...(kubeconfig !== undefined && { kubeconfig: resolve(kubeconfig) }),
    ...(context !== undefined && { context }),
    ...(agentImage !== undefined && { agentImage }),
  }
}

/** What a `check` of such a cluster cannot be asked, and what it must be told. */
export function existingCheckProblems(texts: {
  network?: string
  nodes?: string
  keep?: boolean
  corpus?: string | boolean
}): string[] {
  const one = texts.network !== undefined && texts.network !== 'all' && !texts.network.includes(',')
  return [
    ...(one ? [] : ['--provider existing: --network must name the one network that the cluster runs']),
    ...(texts.nodes === undefined ? [] : ['--nodes: the cluster of --provider existing has its Nodes; leave it out']),
    ...(texts.keep === true ? ['--keep: podnet keeps nothing in a cluster it did not make; leave it out'] : []),
    ...(typeof texts.corpus === 'string'
      ? [`--corpus ${texts.corpus}: ${corpusWords('the cluster of --provider existing')}`]
      : []),
  ]
}
