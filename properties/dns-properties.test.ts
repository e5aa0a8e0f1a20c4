import { expect, test } from 'vitest'
import { everyDnsServerGivesTheSameAnswers } from './every-dns-server-gives-the-same-answers.ts'
import { headlessNamesResolveToTheReadySet } from './headless-names-resolve-to-the-ready-set.ts'
import { expect as expectation } from './model/expectation.ts'
import type { Observation } from './model/observation.ts'
import type { Probe } from './model/probe.ts'
import type { Service } from './model/service.ts'
import type { ServedService } from './model/services/endpoint-slice.ts'
import type { World } from './model/world.ts'
import { namesStandForWhatIsThere } from './names-stand-for-what-is-there.ts'
import type { Property } from './property.ts'
import { serviceNamesResolve } from './service-names-resolve.ts'
import { shortNamesAreFoundThroughTheSearchList } from './short-names-are-found-through-the-search-list.ts'
import { apiServerService, exampleDns, fivePods, servedWorld, serviceOf } from './test-support/services.ts'

const headless: Partial<Service> = { type: 'ClusterIP', clusterIP: 'None', selector: {} }
const services: Service[] = [
  serviceOf('a', { clusterIP: '10.96.1.1' }),
  serviceOf('x', { ...headless, name: 'many' }),
  { name: 'outside', type: 'ExternalName', ports: [], externalName: 'podnet.example' },
]
const kubeDns: ServedService = {
  service: {
    name: 'kube-dns',
    namespace: 'kube-system',
    type: 'ClusterIP',
    clusterIP: exampleDns.address,
    ports: [{ name: 'dns', protocol: 'UDP', port: 53, targetPort: 53 }],
  },
  slices: [
    {
      ports: [{ name: 'dns', protocol: 'UDP', port: 53 }],
      endpoints: ['10.244.1.53', '10.244.2.53'].map((address, index) => ({
        address,
        conditions: { ready: true, serving: true, terminating: false },
        nodeName: `node${index + 1}`,
      })),
    },
  ],
}
const served = servedWorld('flannel-vxlan', { pods: fivePods, services })
const world: World = { ...served, services: [...served.services, kubeDns] }
const all = [
  serviceNamesResolve,
  headlessNamesResolveToTheReadySet,
  namesStandForWhatIsThere,
  shortNamesAreFoundThroughTheSearchList,
  everyDnsServerGivesTheSameAnswers,
]

/** As a right server answers. */
function right(probe: Probe): Observation {
  const [allowed] = expectation(world, probe).allowed
  const { rcode = 'NOERROR', records = [] } = allowed?.answer ?? {}
  return { outcome: 'answered', answer: { rcode, records }, durationMs: 1 }
}

function verdicts(property: Property, observe: (probe: Probe) => Observation): string[] {
  const exchanges = (property.probes?.(world) ?? []).map((probe) => [probe, observe(probe)] as const)
  const evidence = { exchanges, structure: {}, frames: [], droppedFrames: 0 }
  return property.judge(world, evidence).map(({ verdict }) => verdict)
}

test.each(all)('$id: holds, and silence or another answer is refuted', (property) => {
  const healthy = verdicts(property, right)
  expect(healthy.length).toBeGreaterThan(5)
  expect(new Set(healthy)).toEqual(new Set(['holds']))
  expect(new Set(verdicts(property, () => ({ outcome: 'timed-out', durationMs: 4000 })))).toEqual(new Set(['refuted']))
  const answer = { rcode: 'SERVFAIL', records: [] }
  expect(new Set(verdicts(property, () => ({ outcome: 'answered', answer, durationMs: 1 })))).toEqual(
    new Set(['refuted']),
  )
})

test.each(all)('$id: asks nothing of a cluster without DNS', (property) => {
  const { dns: _none, ...without } = world
  expect(property.probes?.(without)).toEqual([])
})

test('one stale address among those of a headless Service is seen', () => {
  const stale = { name: 'many.default.svc.cluster.local', type: 'A' as const, data: '10.244.1.99' }
  const observe = (probe: Probe): Observation => {
    const seen = right(probe)
    const { answer } = seen
    return answer?.records[0]?.name === stale.name && probe.query?.type === 'A'
      ? { ...seen, answer: { ...answer, records: [...answer.records, stale] } }
      : seen
  }
  expect(verdicts(headlessNamesResolveToTheReadySet, observe)).toContain('refuted')
})

test('every Pod, host-network Pod and Node asks', () => {
  const clients = (serviceNamesResolve.probes?.(world) ?? []).map(({ client }) => client)
  expect(new Set(clients).size).toBe(fivePods.length + 3)
})

test.each(all)(
  '$id: of a shared cluster it asks for podnet’s Services and for what has a known answer alone',
  (property) => {
    const kubernetes = apiServerService('172.30.0.11')
    const theirs: Service[] = [
      serviceOf('a', { name: 'theirs', namespace: 'team', clusterIP: '10.96.7.7' }),
      serviceOf('a', { ...headless, name: 'their-set', namespace: 'team' }),
      { name: 'their-alias', namespace: 'team', type: 'ExternalName', ports: [], externalName: '192.0.2.1' },
    ]
    const others = theirs.map((service): ServedService => ({ service, slices: [] }))
    const services = [...others, ...world.services, kubernetes]
    const dns = { ...exampleDns, namespaces: [...exampleDns.namespaces, 'team'] }
    const asked = (status: World['status']): string =>
      JSON.stringify(property.probes?.({ ...world, dns, services, status })?.map(({ query }) => query))
    expect(asked({ ...world.status, shared: true })).not.toMatch(/their|7\.7\.96\.10/)
    expect(asked({ ...world.status, shared: true })).toMatch(/to-a|many/)
    expect(asked(world.status)).toMatch(/their/)
  },
)

test('the API server’s and the DNS Service are asked for of a shared cluster as well', () => {
  const services = [...world.services, apiServerService('172.30.0.11')]
  const probes = serviceNamesResolve.probes?.({ ...world, services, status: { ...world.status, shared: true } })
  const asked = new Set(probes?.map(({ query }) => query?.name))
  expect(asked).toContain('kubernetes.default.svc.cluster.local')
  expect(asked).toContain('kube-dns.kube-system.svc.cluster.local')
})

test('the short name of a Service of the cluster’s `default` leads there, whatever podnet’s namespace is called', () => {
  const { service } = apiServerService('172.30.0.11')
  const kubernetes = { service: { ...service, namespace: 'default', inClustersDefault: true as const }, slices: [] }
  const dns = { ...exampleDns, namespace: 'podnet', namespaces: [...exampleDns.namespaces, 'podnet'] }
  const probes = shortNamesAreFoundThroughTheSearchList.probes?.({ ...world, dns, services: [kubernetes, kubeDns] })
  const asked = new Set(probes?.map(({ query }) => query?.name))
  expect(asked).toContain('kubernetes.default.svc.cluster.local')
})
