import { inconclusiveCheck, judgeExchanges, unsupportedCheck } from './checks.ts'
import { nodePlace } from './model/place.ts'
import { type Probe, probeHeaderBytes } from './model/probe.ts'
import type { ServicePort } from './model/service.ts'
import { portEndpoints, type ServedService } from './model/services/endpoint-slice.ts'
import { isApiServers } from './model/services/location.ts'
import type { Check } from './model/verdict.ts'
import type { World } from './model/world.ts'
import type { Evidence, Property } from './property.ts'
import { callers } from './service-calls.ts'
import { toClusterIP } from './service-probes.ts'

const id = 'the-api-servers-service-answers'
const rule = 'service-of-the-cluster'

export const theApiServersServiceAnswers: Property = {
  id,
  claim: "Every Pod and Node can connect to the API server at its Service's ClusterIP.",
  claims: ['C83'],
  level: 'extended',
  needs: [],
  probes: (world) => [...calls(world), ...directCalls(world)],
  judge(world, evidence) {
    if (world.proxy !== undefined && calls(world).length > 0) return judgeCalls(world, evidence)
    const reason = 'no API server runs in this cluster'
    return [unsupportedCheck(id, rule, 'default/kubernetes', reason)]
  },
}

function calls(world: World): Probe[] {
  return portsOfApiServer(world).flatMap(({ served, port }) =>
    callers(world).map((client): Probe => ({ ...toClusterIP(client, served, port), connectOnly: true })),
  )
}

/** Calls that meet neither the Pod network nor a Service: each Node's own to the API server that listens there. */
function directCalls(world: World): Probe[] {
  const addresses = new Map([...world.nodes].map(([name, { address }]) => [address, nodePlace(name)]))
  return portsOfApiServer(world).flatMap(({ served, port }) =>
    portEndpoints(served, port).flatMap(({ address, port }): Probe[] => {
      const place = addresses.get(address)
      if (place === undefined) return []
      const target = { kind: 'node', address, port, place } as const
      return [
        { client: place, target, protocol: 'tcp', size: 'small', payloadBytes: probeHeaderBytes, connectOnly: true },
      ]
    }),
  )
}

function portsOfApiServer(world: World): { served: ServedService; port: ServicePort }[] {
  if (world.proxy === undefined) return []
  return world.services
    .filter((served) => isApiServers(world, served))
    .flatMap((served) => served.service.ports.map((port) => ({ served, port })))
}

/** An API server that is away itself says nothing of the way to it. */
function judgeCalls(world: World, evidence: Evidence): Check[] {
  const isDirect = ({ target }: Probe): boolean => target.kind === 'node'
  const exchanges = evidence.exchanges.filter(([probe]) => !isDirect(probe))
  const checks = judgeExchanges(id, world, { ...evidence, exchanges })
  const away = evidence.exchanges.find(([probe, { outcome }]) => isDirect(probe) && outcome !== 'connected')
  if (away === undefined) return checks
  const reason = `the API server does not answer on its own Node either: ${away[1].outcome}`
  return checks.map((check) =>
    check.verdict === 'refuted' ? inconclusiveCheck(id, rule, check.subject, reason) : check,
  )
}
