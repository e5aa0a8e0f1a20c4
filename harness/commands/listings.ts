import type { KnownDefect } from '../../properties/model/defect.ts'
import { networks } from '../../properties/model/networks/index.ts'
import { proxyDefects } from '../../properties/model/services/proxy-defects.ts'
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
  const defects = defectsOfAll()
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
      header: ['ID', 'CARRIED BY', 'RULE', 'TITLE'],
      rows: defects.map(({ id, networks, proxies, rules, title }) => [
        id,
        [...networks, ...proxies].join(','),
        rules.join(','),
        title,
      ]),
    },
  }
}

interface Carried extends KnownDefect {
  networks: string[]
  proxies: string[]
}

/** Each known defect once, with the networks and proxies that carry it. */
function defectsOfAll(): Carried[] {
  const proxies = Object.entries(proxyDefects)
  const all = [...networks.flatMap(({ defects }) => defects), ...proxies.flatMap(([, defects]) => defects)]
  const carries = (defects: readonly KnownDefect[], { id }: KnownDefect) => defects.some((one) => one.id === id)
  return [...new Map(all.map((defect) => [defect.id, defect])).values()].map((defect) => ({
    ...defect,
    networks: networks.filter(({ defects }) => carries(defects, defect)).map(({ name }) => name),
    proxies: proxies.filter(([, defects]) => carries(defects, defect)).map(([mode]) => mode),
  }))
}
