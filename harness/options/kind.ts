import type { Command } from 'commander'
import type { KindOptions } from '../../clusters/kind/options.ts'
import type { ProviderName } from '../../clusters/providers.ts'
import { foreignOptions } from './provider.ts'

/** The options of the kind provider, as typed. */
export interface KindTexts {
  image?: string
}

export function addKindOptions(command: Command): Command {
  return command
    .optionsGroup('Options of --provider kind:')
    .option('--image <name>', 'node image (default: the one `podnet images build` makes, else kindest/node)')
}

export function readKindSettings(texts: KindTexts, provider: ProviderName, problems: string[]): Partial<KindOptions> {
  problems.push(...foreignOptions('kind', provider, { '--image': texts.image }))
  return texts.image === undefined ? {} : { nodeImage: texts.image }
}
