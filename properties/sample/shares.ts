import type { Seen } from '../model/observation.ts'
import { pairClass } from '../model/pair-class.ts'
import type { Probe } from '../model/probe.ts'
import type { SampleShares } from '../model/profile-shares.ts'
import type { World } from '../model/world.ts'
import { endsIn } from './ends.ts'
import type { Sampled } from './sample-pairs.ts'

/** What the probes that were made hit of what there was to sample. A probe that could not be made hits nothing. */
export function sampleShares(
  world: World,
  { possible }: Pick<Sampled, 'possible'>,
  exchanges: readonly (readonly [Probe, Seen])[],
): SampleShares {
  const ends = endsIn(world.scenario)
  const pairs = new Set<string>()
  const classes = new Set<string>()
  const nodes = new Set<string>()
  const pods = new Set<string>()
  for (const [{ client, target }, { outcome }] of exchanges) {
    const key = `${client} ${target.place}`
    if (target.place === undefined || outcome === 'not-made' || pairs.has(key)) continue
    const pair = { client, target: target.place }
    pairs.add(key)
    classes.add(pairClass(world, pair.client, pair.target))
    for (const end of ends.nodes(pair)) nodes.add(end)
    for (const end of ends.pods(pair)) pods.add(end)
  }
  return {
    pairs: { hit: pairs.size, possible: possible.pairs },
    classes: share(classes, possible.classes, ''),
    clientNodes: share(nodes, possible.nodes, 'from '),
    targetNodes: share(nodes, possible.nodes, 'to '),
    clientPods: share(pods, possible.pods, 'from '),
    targetPods: share(pods, possible.pods, 'to '),
  }
}

function share(found: ReadonlySet<string>, possible: ReadonlySet<string>, side: string): SampleShares['pairs'] {
  const all = [...possible].filter((end) => end.startsWith(side))
  return { hit: all.filter((end) => found.has(end)).length, possible: all.length }
}
