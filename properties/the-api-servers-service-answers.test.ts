import { expect, test } from 'vitest'
import { makeWorld } from './model/world.ts'
import { verdicts } from './test-support/checks.ts'
import { servedScenario } from './test-support/served-scenario.ts'
import { apiServerService, servedWorld } from './test-support/services.ts'
import { type Fault, SimulatedCluster } from './test-support/simulated-calls.ts'
import { theApiServersServiceAnswers as property } from './the-api-servers-service-answers.ts'

const withoutApiServer = servedWorld('flannel-vxlan', servedScenario)
const address = withoutApiServer.nodes.get('node1')?.address ?? ''
const kubernetes = apiServerService(address)
const { network, topology, scenario, status } = withoutApiServer
const world = makeWorld(network, topology, scenario, { ...status, services: [...(status.services ?? []), kubernetes] })

const judged = (fault?: Fault) =>
  property.judge(
    world,
    new SimulatedCluster(fault).evidence(property, world, () => world),
  )

const refused = { outcome: 'refused' } as const

test('every Pod and Node connects to it in a healthy cluster', () => {
  expect(verdicts(judged())).toEqual({ holds: 13 })
})

test('a Service that leads nowhere is found while its API server answers on its own Node', () => {
  expect(verdicts(judged(({ target }) => (target.kind === 'cluster-ip' ? refused : undefined)))).toEqual({
    refuted: 13,
  })
})

test('an API server that is away is not the network that fails', () => {
  const checks = judged(() => refused)
  expect(verdicts(checks)).toEqual({ inconclusive: 13 })
  expect(checks[0]?.observed).toBe('the API server does not answer on its own Node either: refused')
})

test('a cluster without an API server has nothing to check', () => {
  const evidence = new SimulatedCluster().evidence(property, withoutApiServer, () => withoutApiServer)
  expect(verdicts(property.judge(withoutApiServer, evidence))).toEqual({ unsupported: 1 })
})
