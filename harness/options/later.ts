import { didYouMean } from './closest.ts'

interface Words {
  option: string
  here: string
  /** Words of the design that this version does not have yet. */
  later: readonly string[]
  /** Why, in a sentence. */
  reason: string
}

const provider: Words = {
  option: '--provider',
  here: 'lab',
  later: ['kind', 'existing'],
  reason: 'this version builds its clusters in the lab only',
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

export const providerProblems = (word: string): string[] => problems(provider, word)
export const proxyProblems = (word: string): string[] => problems(proxy, word)
