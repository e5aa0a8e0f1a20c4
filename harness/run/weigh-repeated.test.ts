import { expect, test } from 'vitest'
import type { Observation } from '../../properties/model/observation.ts'
import type { Check } from '../../properties/model/verdict.ts'
import { fromNode } from '../../properties/probes.ts'
import { servedPorts } from '../../properties/service-calls.ts'
import { toNodePort } from '../../properties/service-probes.ts'
import { fivePods, servedWorld, serviceOf } from '../../properties/test-support/services.ts'
import { weighRepeated } from './weigh-repeated.ts'

const world = servedWorld('calico-vxlan', { pods: fivePods, services: [serviceOf('a', { type: 'NodePort' })] })
const [served] = servedPorts(world).filter(({ port }) => port.protocol === 'UDP')
const [node] = world.topology.nodes
if (served === undefined || node === undefined) throw new Error('no UDP port')
const probe = toNodePort(fromNode({ name: 'node2' }), served.served, served.port, node)

const lost = (): Observation => ({ outcome: 'timed-out', durationMs: 4000 })
const refuted = (changes: Partial<Check> = {}): Check => ({
  property: 'udp-flows-follow-the-endpoints',
  rule: 'external-traffic-cluster-policy',
  verdict: 'refuted',
  subject: '',
  expected: '',
  observed: '',
  probe,
  observation: lost(),
  ...changes,
})

const defectOf = (...checks: Check[]) => {
  weighRepeated(world, [], [], checks)
  return checks[0]?.defect
}

test('what chance explains it explains of a stage as well, whose probes are not made again', () => {
  expect(defectOf(refuted())).toBe('calico-masquerade-draws-vxlan-port')
})

test('but not two of a case, nor a flow from an old port', () => {
  expect(defectOf(refuted(), refuted())).toBeUndefined()
  expect(defectOf(refuted({ probe: { ...probe, sourcePort: 61_001 } }))).toBeUndefined()
})

test('nor an ordinary probe that nobody made again', () => {
  const check = refuted()
  weighRepeated(world, [[probe, check.observation as Observation]], [], [check])
  expect(check.defect).toBeUndefined()
})
