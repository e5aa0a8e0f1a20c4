import { expect, test } from 'vitest'
import { nodePlace } from '../../model/place.ts'
import type { ProxyMode } from '../../model/services/proxy.ts'
import { fromPod } from '../../probes.ts'
import { servedPorts } from '../../service-calls.ts'
import { toClusterIP } from '../../service-probes.ts'
import { labelledPod, servedWorld, serviceOf } from '../../test-support/services.ts'
import { healthyEvidence } from '../evidence.fixture.ts'
import type { PathEvidence } from '../evidence.ts'
import { explain } from '../explain.ts'

const jumps = ['PREROUTING', 'OUTPUT', 'POSTROUTING'].map(
  (chain) => `-A ${chain} -j KUBE-${chain === 'POSTROUTING' ? chain : 'SERVICES'}`,
)

/** A call of pod/a to a ClusterIP that no rule of its Node translates, though kube-proxy's jumps are there. */
function untranslated(mode: ProxyMode, cutBytes?: number): PathEvidence {
  const pods = [labelledPod('a', 'node1'), labelledPod('b', 'node2')]
  const world = servedWorld('flannel-vxlan', { pods, services: [serviceOf('b')] }, mode)
  const healthy = healthyEvidence(world)
  const [port] = servedPorts(world)
  if (port === undefined) throw new Error('the Service has no port')
  const place = nodePlace('node1')
  const facts = healthy.structure[place]
  if (facts === undefined) throw new Error('the Node was not read')
  return {
    ...healthy,
    rule: 'cluster-ip-from-pod',
    probe: toClusterIP(fromPod({ name: 'a' }), port.served, port.port),
    structure: { ...healthy.structure, [place]: { ...facts, natRules: jumps } },
    outputs: healthy.outputs.map((one) =>
      one.place === place && one.name === 'iptables' && cutBytes !== undefined ? { ...one, cutBytes } : one,
    ),
  }
}

const serviceHop = (evidence: PathEvidence) => {
  const found = explain(evidence).hops.find(({ hop }) => hop === 'service')
  return found && `${found.state}: ${found.actual}`
}

test('rules that do not translate a call are named', () => {
  expect(serviceHop(untranslated('iptables'))).toBe('broken: nothing translates it')
})

test('but not where some of the rules could not be read', () => {
  const evidence = untranslated('iptables', 4096)
  expect(serviceHop(evidence)).toBe('unknown: iptables in node/node1 lacks its last 4096 bytes')
  expect(explain(evidence).broken).toBeUndefined()
})

test('nor where IPVS translates, whose virtual servers are not followed', () => {
  const evidence = untranslated('ipvs')
  expect(serviceHop(evidence)).toBe('unknown: virtual servers are not followed')
  expect(explain(evidence).broken).toBeUndefined()
})
