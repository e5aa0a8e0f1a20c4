import { podPlace } from '../../properties/model/place.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { type Service, serviceKey } from '../../properties/model/service.ts'
import { selects } from '../../properties/model/services/endpoints.ts'
import { type Edit, podEdit, serviceEdit, without } from './edit.ts'

/** Each Step of a history gone. */
export function stepRemovals({ steps = [] }: Scenario): Edit[] {
  return steps.map((step, index) => ({
    name: `Step ${index + 1} removed`,
    apply: (from) => ({ ...from, steps: (from.steps ?? []).filter((one) => one !== step) }),
  }))
}

/** Each Node that is absent at first there all the time. */
export function absenceRemovals({ absentNodes = [] }: Scenario): Edit[] {
  return absentNodes.map((node) => ({
    name: `Node ${node} there from the beginning`,
    apply: (from) => {
      const left = (from.absentNodes ?? []).filter((name) => name !== node)
      const steps = from.steps?.filter((step) => step.kind !== 'add-node' || step.nodeName !== node)
      const rest = { ...without(from, 'absentNodes'), ...(steps && { steps }) }
      return left.length === 0 ? rest : { ...rest, absentNodes: left }
    },
  }))
}

/** Each Service gone. */
export function serviceRemovals({ services = [] }: Scenario): Edit[] {
  return services.map((service) => ({
    name: `Service ${service.name} removed`,
    apply: (from) => ({
      ...from,
      services: (from.services ?? []).filter((one) => serviceKey(one) !== serviceKey(service)),
    }),
  }))
}

/** Each Pod gone, and the endpoints that were written for it. */
export function podRemovals({ pods }: Scenario): Edit[] {
  return pods.map(({ name }) => ({
    name: `Pod ${name} removed`,
    apply: (from) => ({
      ...from,
      pods: from.pods.filter((pod) => pod.name !== name),
      ...(from.services && { services: from.services.map((one) => withoutEndpoint(one, podPlace(name))) }),
    }),
  }))
}

/** Each endpoint of each Service gone, although its Pod stays: the Pod loses the labels, or a written slice the entry. */
export function endpointRemovals({ pods, services = [] }: Scenario): Edit[] {
  return services.flatMap((service) => [
    ...pods
      .filter((pod) => selects(service, pod))
      .map((pod) =>
        podEdit(pod.name, `no longer selected by ${service.name}`, (one) => withoutLabels(one, service.selector ?? {})),
      ),
    ...(service.endpointSlices ?? [])
      .flatMap(({ endpoints }) => endpoints)
      .map(({ target }) => serviceEdit(service, `without endpoint ${target}`, (one) => withoutEndpoint(one, target))),
  ])
}

/** Each port of a Service gone that has several. */
export function portRemovals({ services = [] }: Scenario): Edit[] {
  return services.flatMap((service) =>
    service.ports.length < 2
      ? []
      : service.ports.map((port) =>
          serviceEdit(service, `without port ${port.name ?? port.port}`, (one) => withoutPort(one, port.name)),
        ),
  )
}

function withoutPort(service: Service, name: string | undefined): Service {
  if (service.ports.length < 2) return service
  return {
    ...service,
    ports: service.ports.filter((port) => port.name !== name),
    ...(service.endpointSlices && {
      endpointSlices: service.endpointSlices.map((slice) => ({
        ...slice,
        ports: slice.ports.filter((port) => port.name !== name),
      })),
    }),
  }
}

function withoutLabels(pod: Scenario['pods'][number], selector: Record<string, string>): Scenario['pods'][number] {
  const left = Object.entries(pod.labels ?? {}).filter(([key]) => !(key in selector))
  return left.length === 0 ? without(pod, 'labels') : { ...pod, labels: Object.fromEntries(left) }
}

function withoutEndpoint(service: Service, place: string): Service {
  const { endpointSlices } = service
  if (!endpointSlices?.some(({ endpoints }) => endpoints.some(({ target }) => target === place))) return service
  return {
    ...service,
    endpointSlices: endpointSlices.map((slice) => ({
      ...slice,
      endpoints: slice.endpoints.filter(({ target }) => target !== place),
    })),
  }
}
