import { Agents } from '../../../clusters/agents/agents.ts'
import { capture } from '../../../clusters/agents/capture.ts'
import { externalHost, hostsIn } from '../../../clusters/agents/hosts.ts'
import { compareAll, probeAll } from '../../../clusters/agents/probe.ts'
import type { ClusterProvider, StartedCluster } from '../../../clusters/cluster.ts'
import type { Capabilities } from '../../../properties/model/capability.ts'
import type { World } from '../../../properties/model/world.ts'
import { type Simulation, simulatedAgent } from './simulated-agent.ts'

const absent = 'a simulated cluster has no kernel'
const impossible = (): never => {
  throw new Error('a simulated cluster exists for its controller alone')
}

const capabilities: Capabilities = {
  vxlan: true,
  ipip: absent,
  tun: true,
  flanneld: true,
  iptables: true,
  nftables: absent,
  ipset: absent,
  'bridge-netfilter': true,
  'service-iptables': absent,
  'service-nftables': absent,
  'ip-vs': absent,
  'icmp-echo': true,
  capture: absent,
}

/**
 * A provider whose one cluster is the model itself, behind one simulated agent per Node. It shows what the controller
 * can do, never anything of a network, so that no command offers it.
 */
export function simulatedProvider(world: World, simulation: Simulation): ClusterProvider {
  return {
    name: 'simulated',
    maxPodsPerNode: world.networkPods.length,
    casesPerCluster: 1,
    hasRouter: true,
    hasHostOutside: true,
    disturbances: [],
    convergence: { timeMs: 0, source: 'nothing changes' },
    problems: async () => [],
    requestProblems: async () => [],
    capabilities: async () => capabilities,
    start: async ({ name }, signal) => {
      const hosts = [...world.nodes.keys(), externalHost]
      const connections = new Map(hosts.map((host) => [host, simulatedAgent(simulation)]))
      return simulatedCluster(name, world, await Agents.start(connections, signal))
    },
    attach: impossible,
    list: async () => [],
    remove: impossible,
  }
}

function simulatedCluster(name: string, world: World, agents: Agents): StartedCluster {
  const hostOf = hostsIn(world.scenario)
  return {
    name,
    network: world.network,
    topology: world.topology,
    scenario: world.scenario,
    disturbances: [],
    status: () => world.status,
    apply: async () => world.status,
    probe: (probes, signal) => probeAll(agents, hostOf, probes, signal),
    compare: (probes, allowedOf, signal) => compareAll(agents, hostOf, probes, allowedOf, signal),
    capture: (devices, action, signal) => capture(agents, hostOf, devices, action, signal),
    read: impossible,
    structure: async () => ({}),
    clusterFacts: async () => undefined,
    pauseDaemon: async () => undefined,
    keepFlowing: impossible,
    disturb: impossible,
    execute: impossible,
    detach: () => agents.stop(),
    stop: () => agents.stop(),
  }
}
