import type { ClusterProvider } from './cluster.ts'
import type { KindOptions } from './kind/options.ts'
import { makeKindProvider } from './kind/provider.ts'
import { labProvider } from './lab/provider.ts'

export const providerNames = ['lab', 'kind'] as const
export type ProviderName = (typeof providerNames)[number]
export type Providers = Record<ProviderName, ClusterProvider>

/** What a user may set of each provider. */
export interface ProviderSettings {
  kind?: Partial<KindOptions>
}

/** Everything that can run a cluster, by the name `--provider` takes. */
export function makeProviders(settings: ProviderSettings = {}): Providers {
  return { lab: labProvider, kind: makeKindProvider(settings.kind) }
}

export function isProviderName(word: string): word is ProviderName {
  return providerNames.some((name) => name === word)
}
