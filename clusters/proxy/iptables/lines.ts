import type { NodeServicePort } from '../node-service-port.ts'

/** Part of a table: chains to make or empty, and the rules to fill them with. */
export interface TablePart {
  chains: readonly string[]
  rules: readonly string[]
}

/** Input of `iptables-restore --noflush` for one table. `removed` chains are emptied and taken away. */
export function tableLines(table: string, parts: readonly TablePart[], removed: readonly string[] = []): string[] {
  const chains = [...parts.flatMap((part) => part.chains), ...removed]
  return [
    `*${table}`,
    ...chains.map((chain) => `:${chain} - [0:0]`),
    ...parts.flatMap((part) => part.rules),
    ...removed.map((chain) => `-X ${chain}`),
    'COMMIT',
  ]
}

export const comment = (text: string): string => `-m comment --comment "${text}"`

/** Matches one port of an address; without an address on any. */
export function toPort({ protocol }: Pick<NodeServicePort, 'protocol'>, port: number, address?: string): string {
  const destination = address === undefined ? '' : ` -d ${address}`
  return `-m ${protocol} -p ${protocol}${destination} --dport ${port}`
}
