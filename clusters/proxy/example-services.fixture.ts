import type { Service } from '../../properties/model/service.ts'
import type { ServedService } from '../../properties/model/services/endpoint-slice.ts'
import { defaultProxy, type ProxyMode, type ServiceProxy } from '../../properties/model/services/proxy.ts'
import type { NodeSpec } from '../../properties/model/topology.ts'
import { exampleTopology } from '../networks/example-topology.fixture.ts'
import type { Step } from '../networks/step.ts'
import type { ProxyContext, ServedNode } from './settings.ts'
import { proxyRules } from './steps.ts'

export const [node1, node2] = exampleTopology.nodes as [NodeSpec, NodeSpec, NodeSpec]

/** For tests: endpoints 10.244.1.2 on node1 and 10.244.2.2 on node2. */
export const bothNodes = { node1: '10.244.1.2', node2: '10.244.2.2' }

/** For tests: a Service with one port, 80 at 10.96.0.20, and ready endpoints on port 8080 of the given addresses. */
export function served(changes: Partial<Service> = {}, endpoints: Readonly<Record<string, string>> = bothNodes) {
  const service: Service = {
    name: 'web',
    type: 'ClusterIP',
    clusterIP: '10.96.0.20',
    ports: [{ protocol: 'TCP', port: 80, targetPort: 8080, nodePort: 30_080 }],
    ...changes,
  }
  const conditions = { ready: true, serving: true, terminating: false }
  return {
    service,
    slices: [
      {
        ports: service.ports.map(({ name = '', protocol }) => ({ name, protocol, port: 8080 })),
        endpoints: Object.entries(endpoints).map(([nodeName, address]) => ({ address, nodeName, conditions })),
      },
    ],
  } satisfies ServedService
}

export function exampleProxy(mode: ProxyMode, settings: Partial<ServiceProxy> = {}): ProxyContext {
  return { proxy: { ...defaultProxy(mode, exampleTopology.podCIDR), ...settings }, topology: exampleTopology }
}

/** For tests: all lines a Node's tools are given so that its rules become those of the Services. */
export function linesFor(
  mode: ProxyMode,
  after: readonly ServedService[],
  options: {
    before?: readonly ServedService[]
    node?: NodeSpec
    settings?: Partial<ServiceProxy>
    addresses?: readonly string[]
  } = {},
): string[] {
  const { before = [], node = node1, settings, addresses = [node.address] } = options
  const [old, next] = [before, after].map((services) => ({ services, addresses })) as [ServedNode, ServedNode]
  return proxyRules(exampleProxy(mode, settings), node, old, next).flatMap(linesOf)
}

export const linesOf = (step: Step): readonly string[] => ('lines' in step ? step.lines : [])
