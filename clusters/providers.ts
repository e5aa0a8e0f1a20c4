import type { ClusterProvider } from './cluster.ts'
import type { ExistingOptions } from './existing/options.ts'
import { makeExistingProvider } from './existing/provider.ts'
import type { KindOptions } from './kind/options.ts'
import { makeKindProvider } from './kind/provider.ts'
import type { LabOptions } from './lab/options.ts'
import { makeLabProvider } from './lab/provider.ts'

export const providerNames = ['lab', 'kind', 'existing'] as const
export type ProviderName = (typeof providerNames)[number]
export type Providers = Record<ProviderName, ClusterProvider>

/** What a user may set of each provider. */
export interface ProviderSettings {
  lab?: LabOptions
  kind?: Partial<KindOptions>
  existing?: Partial<ExistingOptions>
}

/** Everything that can run a cluster, by the name `--provider` takes. */
export function makeProviders(settings: ProviderSettings = {}): Providers {
  return {
    lab: makeLabProvider(settings.lab),
    kind: makeKindProvider(settings.kind),
    existing: makeExistingProvider(settings.existing),
  }
}

export function isProviderName(word: string): word is ProviderName {
  return providerNames.some((name) => name === word)
}
