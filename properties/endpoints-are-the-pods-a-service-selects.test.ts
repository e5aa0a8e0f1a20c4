import { expect, test } from 'vitest'
import { endpointsAreThePodsAServiceSelects as property } from './endpoints-are-the-pods-a-service-selects.ts'
import type { World } from './model/world.ts'
import { verdicts } from './test-support/checks.ts'
import { healthyEvidence, labEvidence } from './test-support/cluster-facts.ts'
import { labelledPod, servedWorld, serviceOf } from './test-support/services.ts'
import { threePods, worldOf } from './test-support/worlds.ts'

const pods = ['a', 'b'].map((name) => labelledPod(name, 'node1'))
const world = servedWorld('flannel-vxlan', { pods, services: [serviceOf('a', {}), serviceOf('b', { name: 'other' })] })

/** The same, but its slices name other addresses. */
function withSlices(change: (address: string) => string): World {
  const services = world.services.map((served) => ({
    ...served,
    slices: served.slices.map((slice) => ({
      ...slice,
      endpoints: slice.endpoints.map((endpoint) => ({ ...endpoint, address: change(endpoint.address) })),
    })),
  }))
  return { ...world, services }
}

test('slices as the controller must write them hold, one check for each Service', () => {
  expect(verdicts(property.judge(world, healthyEvidence(world)))).toEqual({ holds: 2 })
})

test('an endpoint nobody has is refuted at the Services that name it', () => {
  const [first] = world.services.flatMap(({ slices }) => slices.flatMap(({ endpoints }) => endpoints))
  const wrong = withSlices((address) => (address === first?.address ? '10.244.9.9' : address))
  const checks = property.judge(wrong, healthyEvidence(world)).filter(({ verdict }) => verdict === 'refuted')
  expect(checks).toHaveLength(1)
  expect(checks[0]?.observed).toMatch(/lacks .*10\.244\.1\.\d.*; .*has 10\.244\.9\.9/)
})

test('a lab whose slices podnet writes is unsupported, and without a proxy there is nothing to check', () => {
  expect(verdicts(property.judge(world, labEvidence(world)))).toEqual({ unsupported: 2 })
  expect(property.judge(worldOf('flannel-vxlan', threePods), labEvidence(world))).toEqual([])
})
