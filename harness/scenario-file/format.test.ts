import { expect, test } from 'vitest'
import { evenPlacement, topologyOf } from '../../properties/model/default-topology.ts'
import { networks } from '../../properties/model/networks/index.ts'
import { parseScenarioFile } from '../scenario-file.ts'
import { formatScenarioFile } from './format.ts'

test.each(networks.map((network) => [network.name, network] as const))(
  '%s: what is written is read back',
  (_, network) => {
    const topology = topologyOf([0, 1, 1, 0])
    const scenario = evenPlacement(topology, 5)
    scenario.pods.push({ name: 'y', nodeName: 'node2', hostNetwork: true, containers: [{ name: 'main', port: 18080 }] })
    scenario.pods.push({
      name: '123',
      nodeName: 'node4',
      hostNetwork: false,
      containers: [
        { name: 'null', port: 1 },
        { name: 'b', port: 2 },
      ],
    })
    const text = formatScenarioFile({ network, topology, scenario, name: 'true', comment: 'refuted: x\nsecond line' })
    expect(text).toMatch(/^# refuted: x\n# second line\n/)
    expect(parseScenarioFile(text, 'f.yaml')).toEqual({ network, topology, scenario })
  },
)

test('network and topology may be left out', () => {
  const scenario = evenPlacement(topologyOf([0, 0]), 1)
  expect(parseScenarioFile(formatScenarioFile({ scenario }), 'f.yaml')).toEqual({ scenario })
})
