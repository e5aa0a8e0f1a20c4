import { expect, test } from 'vitest'
import type { Scenario } from '../scenario.ts'
import type { Service, TrafficDistribution } from '../service.ts'
import { untakenDistributions, withTakenDistributions } from './taken-distributions.ts'

const service = (name: string, trafficDistribution?: TrafficDistribution): Service => ({
  name,
  type: 'ClusterIP',
  ports: [{ protocol: 'TCP', port: 80, targetPort: 8080 }],
  ...(trafficDistribution !== undefined && { trafficDistribution }),
})
const scenario: Scenario = {
  pods: [],
  services: [service('plain'), service('close', 'PreferClose'), service('zone', 'PreferSameZone')],
  steps: [{ kind: 'create-service', service: service('node', 'PreferSameNode') }],
}
const untaken = (version: string) => untakenDistributions(scenario, version).map(({ service }) => service.name)

test('values are taken from the version on that has their feature gate on', () => {
  expect(untaken('v1.34.0')).toEqual([])
  expect(untaken('v1.33.9+k3s1')).toEqual(['zone', 'node'])
  expect(untaken('v1.30.4-gke.100')).toEqual(['close', 'zone', 'node'])
  expect(untaken('main')).toEqual([])
  expect(untakenDistributions(scenario, 'v1.33.0')[0]?.since).toBe('v1.34')
})

test('what is not taken gives way to what comes closest', () => {
  expect(withTakenDistributions(scenario, 'v1.34.4')).toBe(scenario)
  expect(withTakenDistributions(scenario, 'v1.32.0')).toEqual({
    pods: [],
    services: [service('plain'), service('close', 'PreferClose'), service('zone', 'PreferClose')],
    steps: [{ kind: 'create-service', service: service('node', 'PreferClose') }],
  })
  expect(withTakenDistributions(scenario, 'v1.29.0').services).toEqual(
    ['plain', 'close', 'zone'].map((name) => service(name)),
  )
})
