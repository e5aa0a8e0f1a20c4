import type { ResolverConfiguration } from './cluster-dns.ts'

/** What a resolv.conf says (resolv.conf(5)): the last search list counts, and ndots is 1 where nothing is said. */
export function resolverIn(file: string): ResolverConfiguration {
  const fields = file.split('\n').map((line) => line.trim().split(/\s+/))
  const valuesOf = (word: string): string[][] => fields.filter(([first]) => first === word).map(([, ...rest]) => rest)
  const ndots = valuesOf('options')
    .flat()
    .findLast((option) => option.startsWith('ndots:'))
  return {
    nameservers: valuesOf('nameserver').flat(),
    search: valuesOf('search').at(-1) ?? [],
    ndots: ndots === undefined ? 1 : Number(ndots.slice('ndots:'.length)),
  }
}
