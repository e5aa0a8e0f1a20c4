import { judgeExchanges, unsupportedCheck } from './checks.ts'
import type { Probe } from './model/probe.ts'
import { serviceKey } from './model/service.ts'
import { isOfScenario } from './model/services/location.ts'
import type { World } from './model/world.ts'
import type { Property } from './property.ts'
import { callers } from './service-calls.ts'
import { toClusterIP } from './service-probes.ts'

const id = 'the-api-servers-service-answers'

export const theApiServersServiceAnswers: Property = {
  id,
  claim: "Every Pod and Node can connect to the API server at its Service's ClusterIP.",
  claims: ['C83'],
  level: 'extended',
  needs: [],
  probes: (world) => calls(world),
  judge(world, evidence) {
    if (world.proxy === undefined || calls(world).length > 0) return judgeExchanges(id, world, evidence)
    const reason = 'no API server runs in this cluster'
    return [unsupportedCheck(id, 'service-of-the-cluster', 'default/kubernetes', reason)]
  },
}

function calls(world: World): Probe[] {
  if (world.proxy === undefined) return []
  return world.services
    .filter((served) => serviceKey(served.service) === 'default/kubernetes' && !isOfScenario(world, served))
    .flatMap((served) =>
      served.service.ports.flatMap((port) =>
        callers(world).map((client): Probe => ({ ...toClusterIP(client, served, port), connectOnly: true })),
      ),
    )
}
