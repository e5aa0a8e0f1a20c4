import { clientKind } from './expectation.ts'
import type { Probe } from './probe.ts'
import { nodeNameOf, nodeOf, type World } from './world.ts'

/** Where the target lies, seen from the client. */
export type NodeRelation = 'itself' | 'same-node' | 'other-node' | 'other-segment' | 'outside'

export function nodeRelation(world: World, probe: Probe): NodeRelation {
  if (probe.target.place === probe.client || probe.target.kind === 'loopback') return 'itself'
  const from = nodeNameOf(world, probe.client)
  const to = probe.target.place === undefined ? undefined : nodeNameOf(world, probe.target.place)
  if (from === undefined || to === undefined) return 'outside'
  if (from === to) return 'same-node'
  return nodeOf(world, from).segment === nodeOf(world, to).segment ? 'other-node' : 'other-segment'
}

/** Row of the coverage table: `pod/pod/other-node/tcp/small`. The network is the table's own axis. */
export function coverageCell(world: World, probe: Probe): string {
  return [clientKind(world, probe), probe.target.kind, nodeRelation(world, probe), probe.protocol, probe.size].join('/')
}
