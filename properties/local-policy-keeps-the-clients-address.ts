import { judgeExchanges, unsupportedCheck } from './checks.ts'
import { expect } from './model/expectation.ts'
import type { Probe } from './model/probe.ts'
import { isExternallyAccessible } from './model/service.ts'
import { hasHostOutside } from './model/topology.ts'
import type { Check } from './model/verdict.ts'
import { nodeNameOf, type World } from './model/world.ts'
import type { Property } from './property.ts'
import { callers, mayBeSilent, outsideCallers, type ServedPort, servedPorts } from './service-calls.ts'
import { toNodePort } from './service-probes.ts'

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
  judge: (world, evidence) => [...judgeExchanges(id, world, evidence), ...withoutOutside(world)],
}

const localPorts = (world: World): ServedPort[] =>
  servedPorts(world).filter(
    ({ served: { service }, port }) =>
      isExternallyAccessible(service) && service.externalTrafficPolicy === 'Local' && port.nodePort !== undefined,
  )

/** From outside and from other Nodes, whom the policy binds, to Nodes that have an endpoint. */
function calls(world: World): Probe[] {
  return localPorts(world)
    .flatMap(({ served, port }) =>
      world.topology.nodes.flatMap((node) =>
        [...callers(world), ...outsideCallers(world)]
          .filter(({ client }) => nodeNameOf(world, client) !== node.name)
          .map((client) => toNodePort(client, served, port, node)),
      ),
    )
    .filter((probe) => {
      const expectation = expect(world, probe)
      return expectation.rule === rule && expectation.allowed.some(({ outcome }) => outcome === 'answered')
    })
}

function withoutOutside(world: World): Check[] {
  if (hasHostOutside(world.topology) || localPorts(world).length === 0) return []
  return [unsupportedCheck(id, rule, 'off-cluster clients', 'podnet has no host outside this cluster')]
}
