import type { ClusterProvider } from './cluster.ts'
import { kindProvider } from './kind/provider.ts'
import { labProvider } from './lab/provider.ts'

export const providerNames = ['lab', 'kind'] as const
export type ProviderName = (typeof providerNames)[number]
export type Providers = Record<ProviderName, ClusterProvider>

/** Everything that can run a cluster, by the name `--provider` takes. */
export const providers: Providers = { lab: labProvider, kind: kindProvider }

export function isProviderName(word: string): word is ProviderName {
  return providerNames.some((name) => name === word)
}
