import { structuralCheck, unsupportedCheck } from './checks.ts'
import { serviceKey } from './model/service.ts'
import { sliceDifferences } from './model/services/slice-differences.ts'
import type { Property } from './property.ts'

const id = 'endpoints-are-the-pods-a-service-selects'
const rule = 'endpoint-slices'

/** Calls are judged by the EndpointSlices a cluster has. Here those are judged: a controller that is wrong or late turns no call red. */
export const endpointsAreThePodsAServiceSelects: Property = {
  id,
  claim:
    'The EndpointSlices of each Service name exactly the Pods it selects, with their ports, conditions and the Nodes they are meant for.',
  claims: ['C78'],
  level: 'extended',
  needs: [],
  judge(world, evidence) {
    if (world.proxy === undefined) return []
    const { scenario, status, topology } = world
    const source = { pods: scenario.pods, status, externalAddress: topology.externalAddress }
    return (scenario.services ?? []).map((service) => {
      const subject = `service ${serviceKey(service)}`
      if (evidence.cluster === undefined)
        return unsupportedCheck(id, rule, subject, 'podnet itself writes the EndpointSlices of this cluster')
      const problems = sliceDifferences([service], world.services, source).map((observed) => ({
        expected: 'the Pods it selects',
        observed,
      }))
      return structuralCheck(id, rule, subject, problems)
    })
  },
}
