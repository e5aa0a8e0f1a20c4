import { judgeExchanges } from './checks.ts'
import { expect } from './model/expectation.ts'
import type { Probe } from './model/probe.ts'
import { isExternallyAccessible } from './model/service.ts'
import { nodeNameOf, type World } from './model/world.ts'
import type { Property } from './property.ts'
import {
  callers,
  mayBeSilent,
  outsideCallers,
  outsideWays,
  type ServedPort,
  servedPorts,
  withoutOutside,
} from './service-calls.ts'
import { toExternalIP, toNodePort } from './service-probes.ts'

const id = 'local-policy-keeps-the-clients-address'
const rule = 'external-traffic-local-policy'

export const localPolicyKeepsTheClientsAddress: Property = {
  id,
  claim:
    'With externalTrafficPolicy Local an endpoint of the Node that was called sees the client as it arrived there: nothing hides its address.',
  claims: ['C3'],
  level: 'core',
  needs: [],
  probes: (world) => calls(world).filter((probe) => !mayBeSilent(world, probe)),
  judge: (world, evidence) => [
    ...judgeExchanges(id, world, evidence),
    ...(localPorts(world).length === 0 ? [] : withoutOutside(world, id, rule)),
  ],
}

const localPorts = (world: World): ServedPort[] =>
  servedPorts(world).filter(
    ({ served: { service } }) => isExternallyAccessible(service) && service.externalTrafficPolicy === 'Local',
  )

/** From outside and from other Nodes, whom the policy binds, to Nodes that have an endpoint. */
function calls(world: World): Probe[] {
  return localPorts(world)
    .flatMap((one) => [...toNodePorts(world, one), ...toExternalIPs(world, one)])
    .filter((probe) => {
      const expectation = expect(world, probe)
      return expectation.rule === rule && expectation.allowed.some(({ outcome }) => outcome === 'answered')
    })
}

function toNodePorts(world: World, { served, port }: ServedPort): Probe[] {
  if (port.nodePort === undefined) return []
  return world.topology.nodes.flatMap((node) =>
    [...callers(world), ...outsideCallers(world)]
      .filter(({ client }) => nodeNameOf(world, client) !== node.name)
      .map((client) => toNodePort(client, served, port, node)),
  )
}

/** Inside the cluster a caller's own Node takes externalIPs. */
function toExternalIPs(world: World, { served, port }: ServedPort): Probe[] {
  const { externalIPs = [] } = served.service
  return outsideWays(world).flatMap(({ client, through }) =>
    externalIPs.map((address) => toExternalIP(client, served, port, address, through)),
  )
}
