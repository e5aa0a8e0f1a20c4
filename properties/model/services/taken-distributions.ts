import type { Scenario } from '../scenario.ts'
import type { Service, TrafficDistribution } from '../service.ts'

/** The minor version of Kubernetes 1 whose API takes a value first, its feature gate being on (KEP-4444, KEP-3015). */
const since: Record<TrafficDistribution, number> = { PreferClose: 31, PreferSameZone: 34, PreferSameNode: 34 }

/** Services of a scenario with a trafficDistribution that a Kubernetes such as `v1.33.1` does not take, and what does. */
export function untakenDistributions(scenario: Scenario, version: string): { service: Service; since: string }[] {
  return servicesOf(scenario).flatMap((service) => {
    const { trafficDistribution: asked } = service
    return asked === undefined || isTaken(asked, version) ? [] : [{ service, since: `v1.${since[asked]}` }]
  })
}

/** The scenario with what comes closest in the place of those: a value that all newer ones take, or none. */
export function withTakenDistributions(scenario: Scenario, version: string): Scenario {
  if (untakenDistributions(scenario, version).length === 0) return scenario
  const { services, steps } = scenario
  return {
    ...scenario,
    ...(services !== undefined && { services: services.map(taken) }),
    ...(steps !== undefined && {
      steps: steps.map((step) => (step.kind === 'create-service' ? { ...step, service: taken(step.service) } : step)),
    }),
  }

  function taken(service: Service): Service {
    const { trafficDistribution: asked, ...rest } = service
    if (asked === undefined || isTaken(asked, version)) return service
    return isTaken('PreferClose', version) ? { ...rest, trafficDistribution: 'PreferClose' } : rest
  }
}

const servicesOf = ({ services = [], steps = [] }: Scenario): Service[] => [
  ...services,
  ...steps.flatMap((step) => (step.kind === 'create-service' ? [step.service] : [])),
]

/** A version of another shape is not judged: the API says what it takes. */
function isTaken(asked: TrafficDistribution, version: string): boolean {
  const minor = /^v?1\.(\d+)/.exec(version)?.[1]
  return minor === undefined || Number(minor) >= since[asked]
}
