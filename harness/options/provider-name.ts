import { isProviderName, type ProviderName, providerNames } from '../../clusters/providers.ts'
import { UsageError } from '../usage-error.ts'
import { didYouMean } from './closest.ts'

/** Which provider runs the clusters. Throws a UsageError for a word that names none. */
export function readProvider(word: string): ProviderName {
  if (isProviderName(word)) return word
  const list = `${providerNames.slice(0, -1).join(', ')} or ${providerNames.at(-1)}`
  throw new UsageError(`--provider: expected ${list}, found "${word}"${didYouMean(word, providerNames)}`)
}
