import type { Network } from '../../properties/model/networks/network.ts'
import type { Topology } from '../../properties/model/topology.ts'
import { wiringOf } from './index.ts'
import type { Step } from './step.ts'
import type { WiringContext } from './wiring.ts'

/** For tests: node1 and node2 are neighbours, node3 is behind the router. */
export const exampleTopology: Topology = {
  podCIDR: '10.244.0.0/16',
  serviceCIDR: '10.96.0.0/16',
  nodes: [
    { name: 'node1', address: '172.30.0.11', podCIDR: '10.244.1.0/24', segment: 0 },
    { name: 'node2', address: '172.30.0.12', podCIDR: '10.244.2.0/24', segment: 0 },
    { name: 'node3', address: '172.30.1.13', podCIDR: '10.244.3.0/24', segment: 1 },
  ],
  externalAddress: '172.30.0.100',
  externalDetourAddress: '172.30.0.101',
  uplinkMtuBytes: 1500,
}

/** For tests: the context of a cluster without Pods. */
export function exampleContext(network: Network, topology = exampleTopology): WiringContext {
  return { network, topology, addresses: wiringOf(network).addressRules.initial(topology) }
}

/** For tests: the lines of all steps of one tool, in order. */
export function linesOf(steps: readonly Step[], tool: Step['tool']): string[] {
  return steps.flatMap((step) => {
    if (step.tool !== tool) return []
    if (step.tool === 'sysctl') return Object.entries(step.values).map(([path, value]) => `${path}=${value}`)
    return [...step.lines]
  })
}
