import type { Scenario } from '../model/scenario.ts'
import { isHeadless, type Service } from '../model/service.ts'
import { classesOf } from '../model/services/classes.ts'
import type { Topology } from '../model/topology.ts'

/** Pods of a Node from which on it is crowded. */
const crowd = 12

/**
 * What a scenario has that decides which cells of the coverage table its case fills: each class of its Services with
 * protocol and kind of address, kinds of Pods, full and empty Nodes. Known without a probe being planned.
 */
export function scenarioFeatures(topology: Topology, scenario: Scenario): Set<string> {
  const { pods, services = [] } = scenario
  const counts = topology.nodes.map(({ name }) => pods.filter(({ nodeName }) => nodeName === name).length)
  const hostPods = pods.some(({ hostNetwork }) => hostNetwork)
  const ofServices = services.flatMap((service) =>
    classesOf(service, scenario, topology).flatMap((name) =>
      addressesOf(service).flatMap((address) =>
        [...new Set(service.ports.map(({ protocol }) => protocol))].map((protocol) => `${name}/${protocol}/${address}`),
      ),
    ),
  )
  return new Set([
    ...ofServices,
    ...(hostPods ? ['host-network Pod', ...ofServices.map((one) => `${one} beside a host-network Pod`)] : []),
    ...(pods.some(({ containers }) => containers.length > 1) ? ['several containers'] : []),
    ...(counts.some((count) => count === 0) ? ['empty Node'] : []),
    ...(counts.some((count) => count > crowd) ? ['crowded Node'] : []),
  ])
}

function addressesOf(service: Service): string[] {
  return [
    isHeadless(service) ? 'names' : 'cluster-ip',
    ...(service.type === 'NodePort' ? ['node-port'] : []),
    ...((service.externalIPs ?? []).length > 0 ? ['external-ip'] : []),
  ]
}
