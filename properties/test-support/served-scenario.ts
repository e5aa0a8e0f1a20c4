import type { Scenario } from '../model/scenario.ts'
import type { ProxyMode, ServiceProxy } from '../model/services/proxy.ts'
import type { World } from '../model/world.ts'
import type { Property } from '../property.ts'
import { properties } from '../registry.ts'
import { labelledPod, servedWorld, serviceOf } from './services.ts'
import { type Fault, type Pick, SimulatedCluster } from './simulated-calls.ts'

const behindAll = (name: string, nodeName: string) =>
  labelledPod(name, nodeName, 8080, { labels: { pod: name, all: 'yes' } })
const withHostPort = labelledPod('p', 'node1', 8080, {
  containers: [{ name: 'main', port: 8080, ports: [{ protocol: 'TCP', hostPort: 8081 }] }],
})
/** Enough of them that all clients of an endpoint in four stay by chance once in four thousand million times. */
const callersOnly = ['u', 'v', 'w', 'x', 'y'].map((name) => labelledPod(name, 'node2'))
const fiveSeconds = { clientIP: { timeoutSeconds: 5 } }

/** Pods a and b on node1, c and d on node2; Services with all of them, with none, with one Pod and Local by NodePort and by externalIP, with affinity. */
export const servedScenario: Scenario = {
  pods: [
    ...['a', 'b'].map((name) => behindAll(name, 'node1')),
    ...['c', 'd'].map((name) => behindAll(name, 'node2')),
    withHostPort,
    ...callersOnly,
  ],
  services: [
    serviceOf('a', { name: 'all', selector: { all: 'yes' } }),
    serviceOf('nobody', { name: 'empty' }),
    serviceOf('c', { name: 'local', externalTrafficPolicy: 'Local' }),
    serviceOf('a', {
      name: 'sticky',
      selector: { all: 'yes' },
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: fiveSeconds,
    }),
    serviceOf('c', { name: 'routed', type: 'ClusterIP', externalIPs: ['192.0.2.1'], externalTrafficPolicy: 'Local' }),
  ],
}

const from = properties.findIndex(({ id }) => id === 'services-answer-every-client')
const to = properties.findIndex(({ id }) => id === 'the-api-servers-service-answers')
export const serviceProperties = properties.slice(from, to)

/** @throws an Error with the id where no property of Services has it */
export function find(id: string): Property {
  const found = serviceProperties.find((property) => property.id === id)
  if (found === undefined) throw new Error(id)
  return found
}

/** What a property says of `servedScenario` in a simulated cluster: healthy, with `fault` in its answers, its endpoints chosen by `pick`. */
export function judged(
  property: Property,
  mode: ProxyMode,
  fault?: Fault,
  pick?: Pick,
  settings: Partial<ServiceProxy> = {},
) {
  const worldOfStage = (held: Scenario): World => servedWorld('flannel-vxlan', held, mode, settings)
  const world = worldOfStage(servedScenario)
  return property.judge(world, new SimulatedCluster(fault, pick).evidence(property, world, worldOfStage))
}
