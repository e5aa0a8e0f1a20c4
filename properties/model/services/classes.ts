import { isTerminating, type Pod, type Scenario } from '../scenario.ts'
import { isHeadless, type Service } from '../service.ts'
import type { Topology } from '../topology.ts'
import { selects } from './endpoints.ts'
import type { DetectLocal, ServiceProxy } from './proxy.ts'

/** Kinds of Services and of what stands behind them, which generated scenarios must have and the coverage table counts. */
export const serviceClasses = [
  'cluster-ip',
  'node-port',
  'headless',
  'external-name',
  'selectorless',
  'external-ips',
  'affinity',
  'external-policy-local',
  'internal-policy-local',
  'publish-not-ready',
  'traffic-distribution',
  'several-ports',
  'tcp-and-udp-on-one-port',
  'named-target-port',
  'shared-pods',
  'shared-port-number',
  'no-endpoints',
  'only-not-ready',
  'only-terminating',
  'mixed-readiness',
  'one-endpoint',
  'endpoint-on-every-node',
  'endpoints-on-one-node',
  'host-network-endpoint',
  'host-port',
] as const

export type ServiceClass = (typeof serviceClasses)[number]

/** The classes one Service of a scenario belongs to. */
export function classesOf(service: Service, { pods, services = [] }: Scenario, topology: Topology): ServiceClass[] {
  const members = pods.filter((pod) => selects(service, pod))
  const others = services.filter((other) => other !== service)
  const classes: Partial<Record<ServiceClass, boolean>> = {
    ...classesOfSpec(service),
    ...(service.selector !== undefined && classesOfMembers(members, topology)),
    'shared-pods': others.some((other) => members.some((pod) => selects(other, pod))),
    'shared-port-number': others.some((other) =>
      other.ports.some(({ port }) => service.ports.some((own) => own.port === port)),
    ),
    'no-endpoints': service.selector !== undefined && members.length === 0,
  }
  return serviceClasses.filter((name) => classes[name] === true)
}

function classesOfSpec(service: Service): Partial<Record<ServiceClass, boolean>> {
  const { ports, type } = service
  return {
    'cluster-ip': type === 'ClusterIP' && !isHeadless(service),
    'node-port': type === 'NodePort',
    headless: isHeadless(service),
    'external-name': type === 'ExternalName',
    selectorless: type !== 'ExternalName' && service.selector === undefined,
    'external-ips': (service.externalIPs ?? []).length > 0,
    affinity: service.sessionAffinity === 'ClientIP',
    'external-policy-local': service.externalTrafficPolicy === 'Local',
    'internal-policy-local': service.internalTrafficPolicy === 'Local',
    'publish-not-ready': service.publishNotReadyAddresses === true,
    'traffic-distribution': service.trafficDistribution !== undefined,
    'several-ports': new Set(ports.map(({ port }) => port)).size > 1,
    'tcp-and-udp-on-one-port': new Set(ports.map(({ port }) => port)).size < ports.length,
    'named-target-port': ports.some(({ targetPort }) => typeof targetPort === 'string'),
  }
}

function classesOfMembers(members: readonly Pod[], topology: Topology): Partial<Record<ServiceClass, boolean>> {
  const nodes = new Set(members.map(({ nodeName }) => nodeName))
  const notReady = members.filter((pod) => pod.ready === false && !isTerminating(pod))
  const terminating = members.filter(isTerminating)
  const some = members.length > 0
  return {
    'only-not-ready': some && notReady.length === members.length,
    'only-terminating': some && terminating.length === members.length,
    'mixed-readiness': new Set(members.map((pod) => `${pod.ready ?? true} ${pod.terminating ?? false}`)).size > 1,
    'one-endpoint': members.length === 1,
    'endpoint-on-every-node': topology.nodes.every(({ name }) => nodes.has(name)),
    'endpoints-on-one-node': members.length > 1 && nodes.size === 1,
    'host-network-endpoint': members.some(({ hostNetwork }) => hostNetwork),
    'host-port': members.some(({ containers }) =>
      containers.some(({ ports }) => ports?.some(({ hostPort }) => hostPort !== undefined)),
    ),
  }
}

const detectLocalClasses: Readonly<Record<DetectLocal['mode'], string>> = {
  ClusterCIDR: 'detect-local-cluster-cidr',
  NodeCIDR: 'detect-local-node-cidr',
  BridgeInterface: 'detect-local-bridge-interface',
  InterfaceNamePrefix: 'detect-local-interface-name-prefix',
  None: 'detect-local-none',
}

/**
 * Classes that the settings of a cluster's proxy decide for all its Services: those it has, and those it lacks with the
 * setting that is the reason.
 */
export function proxyClasses({ masqueradeAll, detectLocal }: Pick<ServiceProxy, 'masqueradeAll' | 'detectLocal'>): {
  has: string[]
  lacks: Record<string, string>
} {
  const { mode } = detectLocal
  const others = Object.values(detectLocalClasses).filter((name) => name !== detectLocalClasses[mode])
  return {
    has: [...(masqueradeAll ? ['masquerade-all'] : []), detectLocalClasses[mode]],
    lacks: {
      ...(!masqueradeAll && { 'masquerade-all': 'masqueradeAll is false' }),
      ...Object.fromEntries(others.map((name) => [name, `detectLocalMode is ${mode}`])),
    },
  }
}
