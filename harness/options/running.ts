import type { FoundCluster } from './clusters.ts'
import { readProvider } from './provider-name.ts'

/** The options of `check` that a running cluster may have no use for, as typed. */
export interface RunningTexts {
  cluster?: string
  runs?: string
  steps?: string
  pods?: string
  services?: string
  /** A folder; false: none at all; true: nothing was said. */
  corpus?: string | boolean
}

/** `--provider` beside `--cluster` can only be the one that runs it. Throws a UsageError for a word that names none. */
export function otherProviderProblems(provider: string | undefined, cluster: FoundCluster | undefined): string[] {
  if (provider === undefined || cluster === undefined || readProvider(provider) === cluster.provider) return []
  return [`--provider ${provider}: cluster ${cluster.name} is one of --provider ${cluster.provider}; leave it out`]
}

/** What a check of a running cluster would pass over, so that nobody takes it for done. */
export function runningCheckProblems({ cluster, runs, corpus, ...texts }: RunningTexts): string[] {
  if (cluster === undefined) return []
  const ofGenerated = [
    ['--steps', texts.steps === '0' ? undefined : texts.steps, 'without steps'],
    ['--pods', texts.pods, 'with its own Pods'],
    ['--services', texts.services, 'with its own Services'],
  ] as const
  const isAlone = Number(runs ?? 1) < 2
  return [
    ...ofGenerated.flatMap(([option, text, asItIs]) =>
      text === undefined || !isAlone
        ? []
        : [`${option} ${text}: the first case of --cluster is what runs there, ${asItIs}; add --runs 2 or more`],
    ),
    ...(typeof corpus === 'string' ? [`--corpus ${corpus}: ${corpusWords(`cluster ${cluster}`)}`] : []),
  ]
}

/** Why no scenario of a corpus runs in a cluster that was there before. */
export const corpusWords = (cluster: string): string =>
  `${cluster} has its own Nodes and ranges, and no scenario of a corpus runs there; leave it out, or replay its files`
