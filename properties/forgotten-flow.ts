import { startOf, statesOf } from './model/apply-step.ts'
import type { FlowServer } from './model/flow.ts'
import { type PlaceKind, placeKind, placeName, podPlace } from './model/place.ts'
import type { Probe } from './model/probe.ts'
import type { Scenario } from './model/scenario.ts'
import { servicePortKey } from './model/service.ts'
import { portEndpoints } from './model/services/endpoint-slice.ts'
import { endpointSlicesOf } from './model/services/endpoints.ts'

/**
 * Whether the proxy may have ended a UDP flow before the last Step was done: others served meanwhile, and who answered it last
 * did not. It need not have, since a proxy that is told of the next change by then never saw that state. Endpoints that go in
 * one Step go one by one as well.
 */
export function mayBeForgotten(scenario: Scenario, { target }: Probe, server: FlowServer): boolean {
  const before = [startOf(scenario), ...statesOf(scenario)].slice(0, -1)
  return before.reduce((forgotten, state) => {
    const serving = servingEnds(state, target.service)
    if (serving.length === 0) return forgotten
    return serving.length > 1 || !serving.includes(endOf(server))
  }, false)
}

/** `pod/NAME:PORT`: addresses of Pods that have gone since are not known. */
const endOf = ({ identity, local }: FlowServer): string => `${identity.split('/').slice(0, 2).join('/')}:${local.port}`

function servingEnds(state: Scenario, key: string | undefined): string[] {
  const { pods, services = [] } = state
  const written = services.flatMap(({ endpointSlices = [] }) => endpointSlices.flatMap(({ endpoints }) => endpoints))
  const places = new Set([...pods.map(({ name }) => podPlace(name)), ...written.map(({ target }) => target)])
  const named = (kind: PlaceKind) => [...places].filter((place) => placeKind(place) === kind)
  const status = {
    nodes: named('node').map((place) => ({ name: placeName(place), address: place, podRanges: [] })),
    pods: named('pod').map((place) => ({ name: placeName(place), nodeName: '', hostNetwork: false, ips: [place] })),
  }
  const source = { pods, status, externalAddress: 'external' }
  return services.flatMap((service) =>
    service.ports
      .filter((port) => servicePortKey(service, port) === key)
      .flatMap((port) => portEndpoints({ service, slices: endpointSlicesOf(service, source) }, port))
      .filter(({ conditions }) => conditions.serving)
      .map((endpoint) => `${endpoint.address}:${endpoint.port}`),
  )
}
