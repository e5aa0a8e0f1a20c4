import { findNetwork, networks } from '../../properties/model/networks/index.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import { keepKnown, readWords } from './words.ts'

const seeAlso = 'podnet list networks'

export interface NetworkChoice {
  networks: Network[]
  /** false: `all`, so that an unsupported network is only listed. */
  named: boolean
}

/** Reads `--network NAME[,NAME]|all`; absent means all. */
export function readNetworks(text: string | undefined, problems: string[]): NetworkChoice {
  const words = readWords(text ?? 'all', '--network', problems)
  const known = keepKnown(
    words,
    { option: '--network', noun: 'network', known: [...networks.map(({ name }) => name), 'all'], seeAlso },
    problems,
  )
  if (known.includes('all')) {
    if (words.length > 1) problems.push(`--network: "all" stands alone, found "${text}"`)
    return { networks: networks.filter((network) => network.inAll), named: false }
  }
  return { networks: networks.filter(({ name }) => known.includes(name)), named: true }
}

/** Reads exactly one network's name. */
export function readNetwork(name: string, problems: string[]): Network | undefined {
  const known = networks.map((network) => network.name)
  keepKnown([name], { option: '--network', noun: 'network', known, seeAlso }, problems)
  return findNetwork(name)
}
