import fc from 'fast-check'
import type { Scenario } from '../model/scenario.ts'
import type { Topology } from '../model/topology.ts'
import { audienceArbitrary } from './service-audience.ts'
import { serviceDrawArbitrary } from './service-draw.ts'
import { makeService } from './service-from-draw.ts'
import { dressPods, type Member } from './service-pods.ts'

/**
 * Adds at most `most` Services to a placement, at least half as many. Each draws whom it selects and what it is apart,
 * so that Services share Pods and port numbers. Pods get what their Services ask of them: labels, port names,
 * readiness, hostPorts.
 */
export function servicesArbitrary(topology: Topology, { pods }: Scenario, most: number): fc.Arbitrary<Scenario> {
  const one = fc.record({ audience: audienceArbitrary(topology, pods), draw: serviceDrawArbitrary })
  const drawn = fc.array(one, { minLength: Math.ceil(most / 2), maxLength: most })
  const dice = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: pods.length, maxLength: pods.length })
  return fc.tuple(drawn, dice).map(([services, rolls]) => {
    const members = services.map(({ audience, draw }, index): Member => {
      const before = services[index - 1]?.audience
      return { name: `service${index + 1}`, audience: audience.kind === 'shared' && before ? before : audience, draw }
    })
    const dressed = dressPods(pods, members, rolls)
    return { pods: dressed, services: members.map((member, index) => makeService(topology, dressed, member, index)) }
  })
}
