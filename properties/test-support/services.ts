import { topologyOf } from '../model/default-topology.ts'
import { expect as expectation } from '../model/expectation.ts'
import type { Probe } from '../model/probe.ts'
import type { Pod, Scenario } from '../model/scenario.ts'
import type { Service } from '../model/service.ts'
import type { ClusterDns } from '../model/services/dns/cluster-dns.ts'
import type { ServedService } from '../model/services/endpoint-slice.ts'
import { defaultProxy, type ProxyMode, type ServiceProxy } from '../model/services/proxy.ts'
import { serveServices } from '../model/services/serve.ts'
import { makeWorld, type World } from '../model/world.ts'
import { worldOf } from './worlds.ts'

export const exampleDns: ClusterDns = {
  domain: 'cluster.local',
  address: '10.96.0.10',
  namespace: 'default',
  namespaces: ['default', 'kube-system'],
  podRecords: 'insecure',
  nodeResolver: { nameservers: ['172.30.0.1'], search: [], ndots: 1 },
}

/** For tests: the API server's own Service, and where it listens. */
export const apiServerService = (address: string): ServedService => ({
  service: {
    name: 'kubernetes',
    type: 'ClusterIP',
    clusterIP: '10.96.0.1',
    ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }],
  },
  slices: [
    {
      ports: [{ name: 'https', protocol: 'TCP', port: 6443 }],
      endpoints: [{ address, conditions: { ready: true, serving: true, terminating: false } }],
    },
  ],
})

/** For tests: a healthy cluster of three Nodes that runs a scenario's Services. */
export function servedWorld(
  networkName: string,
  scenario: Scenario,
  mode: ProxyMode = 'iptables',
  settings: Partial<ServiceProxy> = {},
): World {
  const { network, topology, status } = worldOf(networkName, scenario, topologyOf([0, 0, 0]))
  const proxy = { ...defaultProxy(mode, topology.podCIDR), ...settings }
  const services = serveServices(scenario, topology, status)
  return makeWorld(network, topology, scenario, { ...status, proxy, services, dns: exampleDns })
}

/** A Pod with the label `pod: NAME` and named ports. */
export function labelledPod(name: string, nodeName: string, port = 8080, changes: Partial<Pod> = {}): Pod {
  const ports = (['TCP', 'UDP'] as const).map((protocol) => ({ name: `main-${protocol.toLowerCase()}`, protocol }))
  const containers = [{ name: 'main', port, ports }]
  return { name, nodeName, hostNetwork: false, containers, labels: { pod: name }, ...changes }
}

/** a and b on node1, c on node2; host-network Pods g on node1 and h on node2. Nobody lives on node3. */
export const fivePods: Pod[] = [
  labelledPod('a', 'node1'),
  labelledPod('b', 'node1'),
  labelledPod('c', 'node2'),
  labelledPod('g', 'node1', 20_001, { hostNetwork: true }),
  labelledPod('h', 'node2', 20_002, { hostNetwork: true }),
]

/** A NodePort Service over TCP and UDP with one endpoint, the Pod of that name; none with a name no Pod has. */
export function serviceOf(pod: string, changes: Partial<Service> = {}): Service {
  return {
    name: `to-${pod}`,
    type: 'NodePort',
    selector: { pod },
    ports: (['TCP', 'UDP'] as const).map((protocol) => ({
      name: protocol.toLowerCase(),
      protocol,
      port: 80,
      targetPort: `main-${protocol.toLowerCase()}`,
    })),
    ...changes,
  }
}

export function servedBy(world: World, name: string): ServedService {
  const served = world.services.find(({ service }) => service.name === name)
  if (served === undefined) throw new Error(`no service ${name}`)
  return served
}

/** Each allowed way as `POD SOURCE`, or the outcome. */
export function waysOf(world: World, probe: Probe): string[] {
  return expectation(world, probe).allowed.map(({ outcome, server, source }) =>
    outcome === 'answered' && server !== undefined ? `${server.split('/')[1]} ${source}` : outcome,
  )
}
