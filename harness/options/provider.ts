import type { Command } from 'commander'
import type { ProviderName, ProviderSettings } from '../../clusters/providers.ts'
import { addKindOptions, type KindTexts, readKindSettings } from './kind.ts'

/** The options that only one provider has, as typed. */
export type ProviderTexts = KindTexts

/** Adds what each provider lets a user set, in the provider's own section of the help. */
export function addProviderOptions(command: Command): Command {
  return addKindOptions(command)
}

/** Reads them; adds a problem for each that is wrong or belongs to another provider. */
export function readProviderSettings(
  texts: ProviderTexts,
  provider: ProviderName,
  problems: string[],
): ProviderSettings {
  return { kind: readKindSettings(texts, provider, problems) }
}

/** One problem for each option that was given although its provider is not the one in use. */
export function foreignOptions(owner: ProviderName, provider: ProviderName, given: Record<string, unknown>): string[] {
  if (owner === provider) return []
  return Object.entries(given).flatMap(([option, value]) =>
    value === undefined || (Array.isArray(value) && value.length === 0)
      ? []
      : [`${option} belongs to --provider ${owner}, and this is --provider ${provider}`],
  )
}
