import { judgeExchanges } from './checks.ts'
import type { Probe } from './model/probe.ts'
import type { World } from './model/world.ts'
import type { Property } from './property.ts'
import { bySilence, callers, isForNobody, servedPorts } from './service-calls.ts'
import { toClusterIP, toExternalIP } from './service-probes.ts'

const id = 'services-answer-every-client'

export const servicesAnswerEveryClient: Property = {
  id,
  claim:
    'Every Pod and Node reaches every Service port at its ClusterIP and externalIPs: a usable endpoint answers, and sees the source that proxy and network promise.',
  claims: ['C3', 'C77', 'C80'],
  level: 'core',
  needs: [],
  ...bySilence(calls),
  judge: (world, evidence) => judgeExchanges(id, world, evidence),
}

/** Every caller at every port somebody may answer at, or refuse for an endpoint. */
function calls(world: World): Probe[] {
  const clients = callers(world)
  return servedPorts(world)
    .flatMap(({ served, port }) =>
      clients.flatMap((client) => [
        toClusterIP(client, served, port),
        ...(served.service.externalIPs ?? []).map((address) => toExternalIP(client, served, port, address)),
      ]),
    )
    .filter((probe) => !isForNobody(world, probe))
}
