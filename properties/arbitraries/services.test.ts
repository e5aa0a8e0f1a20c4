import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatScenarioFile } from '../../harness/scenario-file/format.ts'
import { parseScenarioFile } from '../../harness/scenario-file.ts'
import { topologyOf } from '../model/default-topology.ts'
import { expect as expectation } from '../model/expectation.ts'
import { flannelVxlan } from '../model/networks/flannel-vxlan.ts'
import { caseRecordSchema } from '../model/run-record.ts'
import type { Scenario } from '../model/scenario.ts'
import { isProxied } from '../model/service.ts'
import { classesOf, serviceClasses } from '../model/services/classes.ts'
import { defaultProxy, type ProxyMode } from '../model/services/proxy.ts'
import { serveServices } from '../model/services/serve.ts'
import { type Topology, withoutHostOutside } from '../model/topology.ts'
import { makeWorld, type World } from '../model/world.ts'
import { fromNode, fromPod } from '../probes.ts'
import { toClusterIP, toNodePort } from '../service-probes.ts'
import { worldOf } from '../test-support/worlds.ts'
import { scenarioArbitrary } from './scenario.ts'
import { topologyArbitrary } from './topology.ts'

const seed = 42
/** A class of Services that one case in fifty has is missed by 300 draws once in 400 such tests. */
const draws = 300
const most = 8

const caseArbitrary = topologyArbitrary(flannelVxlan).chain((topology) =>
  scenarioArbitrary(topology, { services: most, maxPodsPerNode: 8 }).map((scenario): [Topology, Scenario] => [
    topology,
    scenario,
  ]),
)
const sample = fc.sample(caseArbitrary, { seed, numRuns: draws })

test('without the bound placements have no Services, and are what they were', () => {
  const topology = sample[0]?.[0]
  if (topology === undefined) throw new Error('no sample')
  const plain = fc.sample(scenarioArbitrary(topology, { maxPodsPerNode: 8 }), { seed, numRuns: 20 })
  expect(plain.filter(({ services }) => services !== undefined)).toEqual([])
  expect(
    fc.sample(scenarioArbitrary(topology, { maxPodsPerNode: 8, services: undefined }), { seed, numRuns: 20 }),
  ).toEqual(plain)
})

test('the same seed gives the same Services', () => {
  expect(fc.sample(caseArbitrary, { seed, numRuns: 20 })).toEqual(sample.slice(0, 20))
})

test('in a cluster that others use as well no Service asks for an address or a port of the cluster', () => {
  const asked = (topology: Topology) =>
    fc
      .sample(scenarioArbitrary(topology, { services: most, maxPodsPerNode: 8 }), { seed, numRuns: 50 })
      .flatMap(({ services = [] }) => services)
      .filter(
        ({ clusterIP = 'None', externalIPs, ports }) =>
          clusterIP !== 'None' || externalIPs !== undefined || ports.some(({ nodePort }) => nodePort !== undefined),
      )
  const own = topologyOf([0, 0])
  expect(asked(own).length).toBeGreaterThan(50)
  expect(asked(withoutHostOutside(own))).toEqual([])
})

test('what is asked for lies where a cluster assigns last', () => {
  const services = sample.flatMap(([, { services = [] }]) => services)
  const ports = services.flatMap((service) => service.ports.flatMap(({ nodePort }) => nodePort ?? []))
  expect(ports.length).toBeGreaterThan(20)
  // Of 2,768 NodePorts the first 86, of a /16 the first 256 addresses (KEP-3668, KEP-3070).
  for (const port of ports) expect(port).toBeLessThan(30_086)
  for (const { clusterIP = 'None' } of services) if (clusterIP !== 'None') expect(clusterIP).toMatch(/^10\.96\.0\./)
})

test('half as many as allowed at least, of at most one endpoint for each Node and six beside', () => {
  for (const [, { services = [] }] of sample) {
    expect(services.length).toBeGreaterThanOrEqual(most / 2)
    expect(services.length).toBeLessThanOrEqual(most)
  }
})

test('the API server takes each, and each is read back as it was written', { timeout: 60_000 }, () => {
  for (const [topology, scenario] of sample.slice(0, 100)) {
    const text = formatScenarioFile({ topology, scenario, network: flannelVxlan })
    expect(parseScenarioFile(text, 'f.yaml').scenario).toEqual(scenario)
  }
})

test('the run record keeps all of them', () => {
  const [topology, scenario] = sample[0] ?? []
  if (topology === undefined || scenario === undefined) throw new Error('no sample')
  const { status } = served(topology, scenario, 'iptables')
  const shape = caseRecordSchema.pick({ scenario: true, status: true })
  expect(shape.parse(JSON.parse(JSON.stringify({ scenario, status })))).toEqual({ scenario, status })
})

test.each(serviceClasses)('%s occurs', (name) => {
  const hits = sample.filter(([topology, scenario]) =>
    (scenario.services ?? []).some((service) => classesOf(service, scenario, topology).includes(name)),
  )
  expect(hits.length).toBeGreaterThan(draws / 50)
})

describe.each(['iptables', 'nftables', 'ipvs'] as const)('%s', (mode) => {
  test('the model has an expectation for every client and every Service port', { timeout: 60_000 }, () => {
    for (const [topology, scenario] of sample.slice(0, 40)) {
      const world = served(topology, scenario, mode)
      const clients = [
        ...world.networkPods.map(fromPod),
        ...topology.nodes.map(fromNode),
        { client: 'external' as const },
      ]
      for (const one of world.services.filter(({ service }) => isProxied(service)))
        for (const port of one.service.ports)
          for (const client of clients)
            for (const node of topology.nodes) {
              expect(expectation(world, toClusterIP(client, one, port, node.name)).allowed).not.toEqual([])
              if (port.nodePort === undefined) continue
              expect(expectation(world, toNodePort(client, one, port, node)).allowed).not.toEqual([])
            }
    }
  })
})

function served(topology: Topology, scenario: Scenario, mode: ProxyMode): World {
  const { network, status } = worldOf('flannel-vxlan', scenario, topology)
  const services = serveServices(scenario, topology, status)
  const proxy = defaultProxy(mode, topology.podCIDR)
  return makeWorld(network, topology, scenario, { ...status, proxy, services })
}
