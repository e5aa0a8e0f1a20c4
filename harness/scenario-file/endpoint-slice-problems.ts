import { placeKind, placeName } from '../../properties/model/place.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { Topology } from '../../properties/model/topology.ts'
import type { Draft } from './draft.ts'
import type { Problem } from './problem.ts'
import type { PlacedService } from './service-problems.ts'

/** EndpointSlices of one's own: for Services without selector, and of places that there are. */
export function endpointSliceProblems(
  { service: { endpointSlices, selector }, path }: PlacedService,
  { pods }: Draft<Scenario>,
  { nodes }: Draft<Topology>,
): Problem[] {
  if (endpointSlices === undefined) return []
  const at = [...path, 'endpointSlices']
  if (selector !== undefined && Object.keys(selector).length > 0)
    return [{ path: at, message: 'a Service with a selector gets its EndpointSlices from the cluster' }]
  return endpointSlices.flatMap((slice, index) =>
    (slice?.endpoints ?? []).flatMap((endpoint, number) => {
      const { target } = endpoint ?? {}
      if (target === undefined || placeKind(target) === 'external') return []
      const kind = placeKind(target)
      const places = kind === 'pod' ? pods : nodes
      if (places?.some((place) => place?.name === placeName(target)) !== false) return []
      const message = `no ${kind === 'pod' ? 'Pod' : 'Node'} "${placeName(target)}" in this scenario`
      return [{ path: [...at, index, 'endpoints', number, 'target'], message }]
    }),
  )
}
