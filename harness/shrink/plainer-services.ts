import type { Scenario } from '../../properties/model/scenario.ts'
import { isExternallyAccessible, isHeadless, type Service, type ServicePort } from '../../properties/model/service.ts'
import { selects } from '../../properties/model/services/endpoints.ts'
import { type Edit, serviceEdit, without } from './edit.ts'

/** Each Service without what it need not ask for: a ClusterIP with policies Cluster and numbers as target ports is left. */
export function plainerServices({ services = [] }: Scenario): Edit[] {
  return services.flatMap((service) =>
    changes.filter(({ applies }) => applies(service)).map(({ what, change }) => serviceEdit(service, what, change)),
  )
}

interface Change {
  what: string
  applies(service: Service): boolean
  change(service: Service, scenario: Scenario): Service
}

const changes: Change[] = [
  {
    what: 'a ClusterIP in place of a NodePort',
    applies: ({ type }) => type === 'NodePort',
    change: (service) =>
      withPolicy({ ...service, type: 'ClusterIP', ports: service.ports.map((port) => without(port, 'nodePort')) }),
  },
  {
    what: 'with NodePorts as assigned',
    applies: ({ ports }) => ports.some(({ nodePort }) => nodePort !== undefined),
    change: (service) => ({ ...service, ports: service.ports.map((port) => without(port, 'nodePort')) }),
  },
  {
    what: 'with a ClusterIP as assigned',
    applies: (service) => service.clusterIP !== undefined && !isHeadless(service),
    change: (service) => without(service, 'clusterIP'),
  },
  {
    what: 'without externalIPs',
    applies: ({ externalIPs }) => externalIPs !== undefined,
    change: (service) => withPolicy(without(service, 'externalIPs')),
  },
  {
    what: 'without session affinity',
    applies: ({ sessionAffinity }) => sessionAffinity !== undefined,
    change: (service) => without(service, 'sessionAffinity', 'sessionAffinityConfig'),
  },
  ...(
    ['externalTrafficPolicy', 'internalTrafficPolicy', 'publishNotReadyAddresses', 'trafficDistribution'] as const
  ).map(
    (key): Change => ({
      what: `without ${key}`,
      applies: (service) => service[key] !== undefined,
      change: (service) => without(service, key),
    }),
  ),
  {
    what: 'with numbers as target ports',
    applies: ({ ports }) => ports.some(({ targetPort }) => typeof targetPort === 'string'),
    change: (service, scenario) => ({
      ...service,
      ports: service.ports.map((port) => withNumber(port, service, scenario)),
    }),
  },
  {
    what: 'with all written endpoints ready',
    applies: ({ endpointSlices = [] }) =>
      endpointSlices.some(({ endpoints }) => endpoints.some(({ conditions: { ready } }) => !ready)),
    change: (service) => ({
      ...service,
      ...(service.endpointSlices && {
        endpointSlices: service.endpointSlices.map((slice) => ({
          ...slice,
          endpoints: slice.endpoints.map(({ target }) => ({
            target,
            conditions: { ready: true, serving: true, terminating: false },
          })),
        })),
      }),
    }),
  },
]

/** Only what is reached from outside may have the policy. */
const withPolicy = (service: Service): Service =>
  isExternallyAccessible(service) ? service : without(service, 'externalTrafficPolicy')

/** The number that the name stands for, where it is the same in all Pods that have it; of written slices theirs. */
function withNumber(port: ServicePort, service: Service, { pods }: Scenario): ServicePort {
  const { name, targetPort, protocol } = port
  if (typeof targetPort === 'number') return port
  const written = (service.endpointSlices ?? [])
    .flatMap(({ ports }) => ports)
    .filter((one) => one.name === name && one.protocol === protocol)
  const named = pods
    .filter((pod) => selects(service, pod))
    .flatMap(({ containers }) => containers)
    .filter(({ ports }) => ports?.some((one) => one.name === targetPort && one.protocol === protocol))
  const numbers = [...written, ...named].map(({ port: number }) => number)
  const [number, ...others] = new Set(numbers)
  return number === undefined || others.length > 0 ? port : { ...port, targetPort: number }
}
