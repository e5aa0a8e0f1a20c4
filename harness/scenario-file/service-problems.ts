import { contains, hostAddress } from '../../properties/model/address.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { defaultNamespace, type Service } from '../../properties/model/service.ts'
import type { Topology } from '../../properties/model/topology.ts'
import { presentDraft } from './absent-nodes.ts'
import { forbidden, invalid, required } from './api-words.ts'
import type { Draft } from './draft.ts'
import { endpointSliceProblems } from './endpoint-slice-problems.ts'
import type { Path, Problem } from './problem.ts'
import { servicePortProblems } from './service-port-problems.ts'

/** A Service as far as its shape is sound, and where it stands. */
export interface PlacedService {
  service: Draft<Service>
  path: Path
}

/** What the API server would refuse of Services beyond their shape, in its words. Pure; looks at whatever parts are there. */
export function serviceProblems(scenario: Draft<Scenario>, topology: Draft<Topology>): Problem[] {
  const services = (scenario.services ?? []).flatMap((service, index): PlacedService[] =>
    service === undefined ? [] : [{ service, path: ['spec', 'services', index] }],
  )
  return [
    ...nameProblems(services),
    ...clusterIPProblems(services, topology),
    ...services.flatMap(fieldProblems),
    ...servicePortProblems(services),
    ...services.flatMap((placed) => endpointSliceProblems(placed, scenario, presentDraft(topology, scenario))),
  ]
}

function nameProblems(services: readonly PlacedService[]): Problem[] {
  const taken = new Set<string>()
  return services.flatMap(({ service: { name, namespace }, path }) => {
    const key = `${namespace ?? defaultNamespace}/${name}`
    if (name === undefined || !taken.has(key)) {
      taken.add(key)
      return []
    }
    return [{ path: [...path, 'name'], message: `services "${name}" already exists` }]
  })
}

/** The API server's own address is the first of the range, the DNS Service's the tenth. */
function clusterIPProblems(services: readonly PlacedService[], { serviceCIDR }: Draft<Topology>): Problem[] {
  if (serviceCIDR === undefined) return []
  const taken = new Set([1, 10].map((n) => hostAddress(serviceCIDR, n)))
  return services.flatMap(({ service: { clusterIP, type }, path }) => {
    if (clusterIP === undefined || clusterIP === 'None' || type === 'ExternalName') return []
    const failed = (why: string): Problem[] => [
      { path: [...path, 'clusterIP'], message: invalid([clusterIP], `failed to allocate IP ${clusterIP}: ${why}`) },
    ]
    if (!contains(serviceCIDR, clusterIP)) return failed('the provided network does not match the current range')
    if (taken.has(clusterIP)) return failed('provided IP is already allocated')
    taken.add(clusterIP)
    return []
  })
}

function fieldProblems({ service, path }: PlacedService): Problem[] {
  const { type, clusterIP, externalName, sessionAffinity, sessionAffinityConfig, externalTrafficPolicy } = service
  const problem = (key: keyof Service, message: string, wrong: boolean): Problem[] =>
    wrong ? [{ path: [...path, key], message }] : []
  const isExternal = type === 'NodePort' || (service.externalIPs ?? []).length > 0
  return [
    ...problem(
      'clusterIP',
      forbidden('may not be set for ExternalName services'),
      type === 'ExternalName' && clusterIP !== undefined,
    ),
    ...problem(
      'clusterIP',
      invalid('None', "may not be set to 'None' for NodePort services"),
      type === 'NodePort' && clusterIP === 'None',
    ),
    ...problem(
      'externalName',
      required,
      type === 'ExternalName' && externalName === undefined && !('externalName' in service),
    ),
    ...problem(
      'sessionAffinityConfig',
      forbidden('must not be set when session affinity is None'),
      sessionAffinityConfig !== undefined && sessionAffinity !== 'ClientIP',
    ),
    ...problem(
      'externalTrafficPolicy',
      invalid(externalTrafficPolicy, 'may only be set for externally-accessible services'),
      externalTrafficPolicy !== undefined && !isExternal,
    ),
  ]
}
