import { expect, test } from 'vitest'
import type { Scenario } from '../../properties/model/scenario.ts'
import { takenScenario } from './taken-scenario.ts'

const ports = [{ protocol: 'TCP' as const, port: 80, targetPort: 8080 }]
const scenario: Scenario = {
  pods: [],
  services: [{ name: 'web', type: 'ClusterIP', ports, trafficDistribution: 'PreferSameNode' }],
}
const old = { kubernetesVersion: 'v1.33.1' }

test('what was drawn gives way to what an older Kubernetes takes', () => {
  expect(takenScenario({}, {}, { scenario })).toBe(scenario)
  expect(takenScenario({}, { kubernetesVersion: 'v1.34.0' }, { scenario })).toBe(scenario)
  expect(takenScenario({}, old, { scenario })).toMatchObject({ services: [{ trafficDistribution: 'PreferClose' }] })
})

test('what a file says does not', () => {
  const replay = { scenario, file: 'f.yaml' }
  expect(() => takenScenario({ replay }, old, { scenario })).toThrow('f.yaml: Service web asks for trafficDistribution')
  expect(takenScenario({}, old, { scenario, corpus: 'web' })).toMatch(/^left out of the corpus: web: Service web/)
})
