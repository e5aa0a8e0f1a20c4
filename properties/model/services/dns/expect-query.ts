import type { Expectation } from '../../expectation.ts'
import type { World } from '../../world.ts'
import type { DnsQuery } from './cluster-dns.ts'
import { expectAnswer } from './expect-answer.ts'

/** What a probe that asks the cluster's DNS may show: an answer, whichever server gives it. Throws Error without DNS. */
export function expectQuery(world: World, query: DnsQuery): Expectation {
  const { dns } = world
  if (dns === undefined) throw new Error(`no DNS is known: nothing can be expected of ${query.name}`)
  const { rule, allowed } = expectAnswer({ ...world, dns }, query)
  if (allowed === 'anything') return { rule, allowed: [{ outcome: 'answered' }] }
  return { rule, allowed: allowed.map((answer) => ({ outcome: 'answered', answer })) }
}
