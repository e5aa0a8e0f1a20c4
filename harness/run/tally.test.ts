import { expect, test } from 'vitest'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { ServiceProxy } from '../../properties/model/services/proxy.ts'
import type { World } from '../../properties/model/world.ts'
import { fromNode } from '../../properties/probes.ts'
import { servedPorts } from '../../properties/service-calls.ts'
import { toClusterIP } from '../../properties/service-probes.ts'
import { servicesAnswerEveryClient } from '../../properties/services-answer-every-client.ts'
import { fivePods, servedWorld, serviceOf } from '../../properties/test-support/services.ts'
import { threePods, worldOf } from '../../properties/test-support/worlds.ts'
import type { CaseResult } from './check-case.ts'
import { emptyProfile } from './profile.ts'
import { tallyCase } from './tally.ts'

/** A case whose sample hit so many of three classes. */
function sampledCase(classes: number): CaseResult {
  const all = { hit: 3, possible: 3 }
  const sample = {
    pairs: { hit: 10, possible: 100 },
    classes: { hit: classes, possible: 3 },
    clientNodes: all,
    targetNodes: all,
    clientPods: { hit: 1, possible: 3 },
    targetPods: all,
  }
  return {
    index: 4,
    world: worldOf('flannel-vxlan', threePods),
    exchanges: [],
    repeated: [],
    loss: [],
    sample,
    evidence: { structure: {}, frames: [], droppedFrames: 0 },
    stages: new Map(),
    properties: [],
    owners: [],
    pausedOwners: [],
    checks: [],
    durationsMs: {},
  }
}

test('what samples hit is summed over cases', () => {
  const profile = emptyProfile(flannelVxlan, 'none', 2, 10)
  tallyCase(profile, sampledCase(3))
  tallyCase(profile, sampledCase(3))
  expect(profile.sample).toMatchObject({ pairsPerCase: 10, pairs: { hit: 20, possible: 200 } })
  expect(profile.reasons).toEqual([])
})

test('a sample that missed a class is a reason to be inconclusive; one that missed a Pod is not', () => {
  const profile = emptyProfile(flannelVxlan, 'none', 1, 10)
  tallyCase(profile, sampledCase(2))
  expect(profile.reasons).toEqual(['the sample of case 4 hit 2 of 3 classes of pairs'])
})

test('every class of Services is counted, and those that no Service has are at 0', () => {
  const profile = emptyProfile(flannelVxlan, 'iptables', 1)
  const services = [serviceOf('a'), serviceOf('a', { name: 'other', type: 'ClusterIP' })]
  tallyCase(profile, { ...sampledCase(3), world: servedWorld('flannel-vxlan', { pods: fivePods, services }) })
  expect(profile.serviceClasses).toMatchObject({ 'node-port': 1, 'cluster-ip': 1, 'shared-pods': 2, headless: 0 })
})

test('classes that the proxy decides are all its Services’ or nobody’s, with the setting that is the reason', () => {
  const classesWith = (settings: Partial<ServiceProxy>) => {
    const profile = emptyProfile(flannelVxlan, 'iptables', 1)
    const world = servedWorld('flannel-vxlan', { pods: fivePods, services: [serviceOf('a')] }, 'iptables', settings)
    tallyCase(profile, { ...sampledCase(3), world })
    return profile
  }
  const byDefault = classesWith({})
  expect(byDefault.serviceClasses).toMatchObject({ 'detect-local-cluster-cidr': 1 })
  expect(byDefault.unsupportedClasses).toMatchObject({
    'masquerade-all': 'masqueradeAll is false',
    'detect-local-none': 'detectLocalMode is ClusterCIDR',
  })
  const other = classesWith({ masqueradeAll: true, detectLocal: { mode: 'None' } })
  expect(other.serviceClasses).toMatchObject({ 'masquerade-all': 1, 'detect-local-none': 1 })
  expect(Object.keys(other.unsupportedClasses ?? {})).not.toContain('masquerade-all')
})

test('defects of the proxy are counted like those of the network', () => {
  const profile = emptyProfile(flannelVxlan, 'iptables', 1)
  const world = servedWorld('flannel-vxlan', { pods: fivePods, services: [serviceOf('a')] })
  const defect = 'kube-proxy-udp-flow-outlives-last-endpoint'
  const check = { property: 'p', rule: 'udp-flow-ends-with-last-endpoint', subject: '', expected: '', observed: '' }
  const checks = [
    { ...check, verdict: 'refuted' as const, defect },
    { ...check, verdict: 'holds' as const },
  ]
  tallyCase(profile, { ...sampledCase(3), world, checks })
  expect(profile.defects.find(({ id }) => id === defect)).toMatchObject({ occurred: 2, seen: 1 })
})

/** A call of node1 to the first Service. */
function firstCall(world: World): Probe {
  const [served] = servedPorts(world)
  if (served === undefined) throw new Error('no port')
  return toClusterIP(fromNode({ name: 'node1' }), served.served, served.port)
}

test('probes of stages count, and where they went', () => {
  const profile = emptyProfile(flannelVxlan, 'iptables', 1)
  const world = servedWorld('flannel-vxlan', { pods: fivePods, services: [serviceOf('a')] })
  const probe = firstCall(world)
  const stages: CaseResult['stages'] = new Map([
    [
      servicesAnswerEveryClient,
      [{ world, exchanges: [[probe, { outcome: 'refused', durationMs: 1 }]], beganMs: 0, endedMs: 1 }],
    ],
  ])
  tallyCase(profile, { ...sampledCase(3), world, stages })
  expect(profile.probes).toBe(1)
  expect(profile.coverage).toEqual({ 'node/cluster-ip/outside/tcp/small': 1 })
})

test('a clean case says something of affinity only where its stages were made', () => {
  const services = [serviceOf('a', { sessionAffinity: 'ClientIP' })]
  const world = servedWorld('flannel-vxlan', { pods: fivePods, services })
  const words = { verdict: 'holds' as const, subject: '', expected: '', observed: '' }
  const judged = { ...words, property: 'session-affinity-sticks', rule: 'session-affinity' }
  const called = { ...words, property: 'p', rule: 'cluster-ip-from-node', probe: firstCall(world) }
  const profile = emptyProfile(flannelVxlan, 'iptables', 2)
  tallyCase(profile, { ...sampledCase(3), world, checks: [called] })
  expect(profile.clean).toMatchObject({ cases: 1, serviceClasses: { 'node-port': { cases: 1 } } })
  expect(profile.clean?.serviceClasses).not.toHaveProperty('affinity')
  tallyCase(profile, { ...sampledCase(3), world, checks: [called, judged] })
  expect(profile.clean).toMatchObject({ cases: 2, serviceClasses: { affinity: { cases: 1 } } })
})

test('a case that checked nothing is not clean, and one that called no Service says nothing of its classes', () => {
  const world = servedWorld('flannel-vxlan', { pods: fivePods, services: [serviceOf('a')] })
  const profile = emptyProfile(flannelVxlan, 'iptables', 2)
  tallyCase(profile, { ...sampledCase(3), world, checks: [] })
  expect(profile.clean).toBeUndefined()
  const check = {
    property: 'p',
    rule: 'pod-routes',
    verdict: 'holds' as const,
    subject: '',
    expected: '',
    observed: '',
  }
  tallyCase(profile, { ...sampledCase(3), world, checks: [check] })
  expect(profile.clean).toMatchObject({ cases: 1, serviceClasses: {} })
})
