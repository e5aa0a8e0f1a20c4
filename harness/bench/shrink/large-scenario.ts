import fc from 'fast-check'
import { audienceArbitrary } from '../../../properties/arbitraries/service-audience.ts'
import { serviceDrawArbitrary } from '../../../properties/arbitraries/service-draw.ts'
import { makeService } from '../../../properties/arbitraries/service-from-draw.ts'
import { dressPods } from '../../../properties/arbitraries/service-pods.ts'
import { topologyOf } from '../../../properties/model/default-topology.ts'
import type { Scenario } from '../../../properties/model/scenario.ts'

/** Three Nodes next to each other. */
export const topology = topologyOf([0, 0, 0])

/** What a scenario of the bench has at most, and has before it is made smaller. */
export const sizes = { pods: 40, services: 15 }

/** Up to so many Pods and Services, down to two Pods: what fast-check may choose when it shrinks. */
export const largeArbitrary: fc.Arbitrary<Scenario> = fc
  .array(fc.constantFrom(...topology.nodes.map(({ name }) => name)), {
    minLength: 2,
    maxLength: sizes.pods,
    size: 'max',
  })
  .chain((nodeNames) => {
    const pods = nodeNames.map((nodeName, index) => ({
      name: `pod${index + 1}`,
      nodeName,
      hostNetwork: false,
      containers: [{ name: 'main', port: 8080 }],
    }))
    const one = fc.record({ audience: audienceArbitrary(topology, pods), draw: serviceDrawArbitrary })
    const dice = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: pods.length, maxLength: pods.length })
    return fc.tuple(fc.array(one, { maxLength: sizes.services, size: 'max' }), dice).map(([services, rolls]) => {
      const members = services.map((service, index) => ({ ...service, name: `service${index + 1}` }))
      const dressed = dressPods(pods, members, rolls)
      return { pods: dressed, services: members.map((member, at) => makeService(topology, dressed, member, at)) }
    })
  })

/** A scenario, and the seed with which fast-check draws it first. */
export interface Drawn {
  seed: number
  scenario: Scenario
}

/** The next scenarios of full size that come of seeds from `seed` on. */
export function* drawLarge(seed: number): Generator<Drawn> {
  for (let next = seed; ; next += 1) {
    const [scenario] = fc.sample(largeArbitrary, { seed: next, numRuns: 1 })
    if (scenario?.pods.length === sizes.pods && scenario.services?.length === sizes.services) {
      yield { seed: next, scenario }
    }
  }
}
