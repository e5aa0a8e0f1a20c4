import type { Probe } from '../model/probe.ts'
import { affinityOf } from '../model/services/affinity.ts'
import { endpointsFor } from '../model/services/expect-service.ts'
import type { NodeSpec } from '../model/topology.ts'
import type { World } from '../model/world.ts'
import { fromNode } from '../probes.ts'
import { answering, mayBeSilent, type ServedPort, servedPorts } from '../service-calls.ts'
import { toClusterIP } from '../service-probes.ts'

/** A Node that chooses among several endpoints of a Service port. */
export interface Choice extends ServedPort {
  node: NodeSpec
  /** The Node's own call to the port's ClusterIP. */
  own: Probe
  /** Endpoints it chooses among, all of which answer, as `ADDRESS:PORT`. */
  endpoints: readonly string[]
}

/** Each Node's choices at ClusterIPs, but for those that affinity makes. */
export function choicesOf(world: World): Choice[] {
  return servedPorts(world).flatMap(({ served, port }) =>
    world.topology.nodes.flatMap((node) => {
      const own = toClusterIP(fromNode(node), served, port)
      const count = endpointsFor(world, own).length
      if (count < 2 || affinityOf(world, own) !== undefined || mayBeSilent(world, own)) return []
      const endpoints = answering(world, own)
      // An endpoint that refuses takes its turn as well, and nobody sees it.
      return endpoints.length < count ? [] : [{ served, port, node, own, endpoints }]
    }),
  )
}
