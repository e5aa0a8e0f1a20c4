import { isProviderName, type ProviderName, providerNames } from '../../clusters/providers.ts'
import { UsageError } from '../usage-error.ts'
import { didYouMean } from './closest.ts'

interface Words {
  option: string
  here: string
  /** Words of the design that this version does not have yet. */
  later: readonly string[]
  /** Why, in a sentence. */
  reason: string
}

const proxy: Words = {
  option: '--proxy',
  here: 'none',
  later: ['iptables', 'nftables', 'ipvs'],
  reason: 'this version checks Pods and Nodes, not yet Services',
}

function problems({ option, here, later, reason }: Words, word: string): string[] {
  if (word === here) return []
  if (later.includes(word)) return [`${option} ${word}: not in this version: ${reason}; use ${option} ${here}`]
  return [`${option}: expected ${here}, found "${word}"${didYouMean(word, [here, ...later])}`]
}

export const proxyProblems = (word: string): string[] => problems(proxy, word)

/** Which provider runs the clusters. Throws a UsageError for a word that names none. */
export function readProvider(word: string): ProviderName {
  if (isProviderName(word)) return word
  const list = `${providerNames.slice(0, -1).join(', ')} or ${providerNames.at(-1)}`
  throw new UsageError(`--provider: expected ${list}, found "${word}"${didYouMean(word, providerNames)}`)
}
