import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scenarioArbitrary } from '../../properties/arbitraries/scenario.ts'
import { topologyArbitrary } from '../../properties/arbitraries/topology.ts'
import { evenPlacement, topologyOf } from '../../properties/model/default-topology.ts'
import { networks } from '../../properties/model/networks/index.ts'
import { parseScenarioFile } from '../scenario-file.ts'
import { formatScenarioFile } from './format.ts'

test.each(networks.map((network) => [network.name, network] as const))(
  '%s: what is generated, written and read back is the same',
  (_, network) => {
    const cases = topologyArbitrary(network).chain((topology) =>
      scenarioArbitrary(topology).map((scenario) => ({ network, topology, scenario })),
    )
    fc.assert(
      fc.property(cases, (one) => {
        expect(parseScenarioFile(formatScenarioFile(one), 'f.yaml')).toEqual(one)
      }),
      { numRuns: 20, seed: 42 },
    )
  },
)

test('names that YAML could take for something else, and a comment', () => {
  const container = { name: 'null', port: 1 }
  const scenario = { pods: [{ name: '123', nodeName: 'node1', hostNetwork: true, containers: [container] }] }
  const text = formatScenarioFile({ scenario, name: 'true', comment: 'refuted: x\nsecond line' })
  expect(text).toMatch(/^# refuted: x\n# second line\n/)
  expect(parseScenarioFile(text, 'f.yaml')).toEqual({ scenario })
})

test('the proxy and its scheduler come back', () => {
  const asked = { scenario: evenPlacement(topologyOf([0, 0]), 1), proxy: 'ipvs', ipvsScheduler: 'sh' } as const
  expect(parseScenarioFile(formatScenarioFile(asked), 'f.yaml')).toEqual(asked)
})

test('network and topology may be left out', () => {
  const scenario = evenPlacement(topologyOf([0, 0]), 1)
  expect(parseScenarioFile(formatScenarioFile({ scenario }), 'f.yaml')).toEqual({ scenario })
})

test('what was seen of it comes back', () => {
  const failure = { property: 'p', rule: 'r', subject: 'a -> b', expected: 'an answer', observed: 'timed out' }
  const status = { reason: 'it failed', run: 'run-1', seed: 5, caseIndex: 0, versions: { kernel: '6.18' }, failure }
  const written = { scenario: evenPlacement(topologyOf([0, 0]), 1), status }
  expect(parseScenarioFile(formatScenarioFile(written), 'f.yaml')).toEqual(written)
})
