import { judgeExchanges } from './checks.ts'
import type { Probe } from './model/probe.ts'
import type { World } from './model/world.ts'
import type { Property } from './property.ts'
import { bySilence, callsToAddresses, isForNobody, servedPorts, withoutOutside } from './service-calls.ts'

const id = 'services-answer-every-client'

export const servicesAnswerEveryClient: Property = {
  id,
  claim:
    'Every Pod, every Node and off-cluster clients whose route leads to a Node reach every Service port at its ClusterIP and externalIPs: a usable endpoint answers, and sees the source that proxy and network promise.',
  claims: ['C3', 'C77', 'C80'],
  level: 'core',
  needs: [],
  ...bySilence(calls),
  judge: (world, evidence) => [
    ...judgeExchanges(id, world, evidence),
    ...(servedPorts(world).length === 0 ? [] : withoutOutside(world, id, 'cluster-ip-from-outside')),
  ],
}

/** Every caller at every port somebody may answer at, or refuse for an endpoint. */
function calls(world: World): Probe[] {
  return servedPorts(world)
    .flatMap((one) => callsToAddresses(world, one))
    .filter((probe) => !isForNobody(world, probe))
}
