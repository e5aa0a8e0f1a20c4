import type { Scenario } from '../scenario.ts'
import type { ClusterStatus } from '../status.ts'
import type { Topology } from '../topology.ts'
import { assignAddresses } from './assign.ts'
import type { ServedService } from './endpoint-slice.ts'
import { endpointSlicesOf } from './endpoints.ts'

/** A scenario's Services as a cluster without an API server of its own runs them: addresses assigned, endpoints computed. */
export function serveServices(
  { pods, services = [] }: Scenario,
  { serviceCIDR, externalAddress }: Pick<Topology, 'serviceCIDR' | 'externalAddress'>,
  status: Pick<ClusterStatus, 'nodes' | 'pods'>,
): ServedService[] {
  return assignAddresses(services, serviceCIDR).map((service) => ({
    service,
    slices: endpointSlicesOf(service, { pods, status, externalAddress }),
  }))
}
