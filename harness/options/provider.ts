import type { Command } from 'commander'
import type { ProviderName, ProviderSettings } from '../../clusters/providers.ts'
import { addExistingOptions, type ExistingTexts, readExistingSettings } from './existing.ts'
import { addKindOptions, type KindTexts, readKindSettings } from './kind.ts'
import { addLabOptions, type LabTexts, readLabSettings } from './lab.ts'

/** The options that only one provider has, as typed. */
export type ProviderTexts = LabTexts & KindTexts & ExistingTexts

/** Adds what each provider lets a user set, in the provider's own section of the help. */
export function addProviderOptions(command: Command): Command {
  return addExistingOptions(addKindOptions(addLabOptions(command)))
}

/** Reads them; adds a problem for each that is wrong or belongs to another provider. */
export function readProviderSettings(
  texts: ProviderTexts,
  provider: ProviderName,
  problems: string[],
): ProviderSettings {
  return {
    lab: readLabSettings(texts, provider, problems),
    kind: readKindSettings(texts, provider, problems),
    existing: readExistingSettings(texts, provider, problems),
  }
}
