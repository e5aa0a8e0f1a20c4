import type { KnownDefect } from '../../properties/model/defect.ts'
import { networks } from '../../properties/model/networks/index.ts'
import type { Services } from '../services.ts'

/** One subject of `podnet list`: a table for people, the items themselves for `--json`. */
interface Listing {
  items: readonly unknown[]
  header: readonly string[]
  rows: readonly (readonly string[])[]
}

/** What `podnet list WHAT` shows, by WHAT. */
export function listings({ properties, rules }: Pick<Services, 'properties' | 'rules'>): Record<string, Listing> {
  const facts = properties.map(({ id, claim, claims, level, needs }) => ({ id, claim, claims, level, needs }))
  const defects = defectsOfNetworks()
  return {
    properties: {
      items: facts,
      header: ['ID', 'LEVEL', 'CLAIM'],
      rows: facts.map(({ id, level, claim }) => [id, level, claim]),
    },
    networks: {
      items: networks,
      header: ['NAME', 'IN ALL', 'NEEDS', 'TITLE'],
      rows: networks.map(({ name, inAll, needs, title }) => [name, inAll ? 'yes' : 'no', needs.join(','), title]),
    },
    rules: {
      items: rules,
      header: ['ID', 'TEXT', 'CITATION'],
      rows: rules.map(({ id, text, citation }) => [id, text, citation]),
    },
    defects: {
      items: defects,
      header: ['ID', 'NETWORKS', 'RULE', 'TITLE'],
      rows: defects.map(({ id, networks, rules, title }) => [id, networks.join(','), rules.join(','), title]),
    },
  }
}

/** Each known defect once, with the networks that carry it. */
function defectsOfNetworks(): (KnownDefect & { networks: string[] })[] {
  const defects = new Map(networks.flatMap((network) => network.defects.map((defect) => [defect.id, defect])))
  return [...defects.values()].map((defect) => ({
    ...defect,
    networks: networks.filter((network) => network.defects.some(({ id }) => id === defect.id)).map(({ name }) => name),
  }))
}
