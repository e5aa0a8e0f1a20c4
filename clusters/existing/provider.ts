import type { Capabilities } from '../../properties/model/capability.ts'
import { ClusterNotFound, type ClusterProvider, type ClusterSummary } from '../cluster.ts'
import { isRunning } from '../host/process-identity.ts'
import { kubernetesConvergence } from '../kubernetes/convergence.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import { clustersOf } from '../ledger/ledger.ts'
import { nameProblems } from '../running/request-problems.ts'
import type { ExistingOptions } from './options.ts'

/**
 * A cluster podnet did not make, reached through a kubeconfig. It is checked as it is, by one run: the run's namespace
 * comes and goes, and nothing else is touched. The Kubernetes client is loaded when it is needed.
 */
export function makeExistingProvider(options: Partial<ExistingOptions> = {}): ClusterProvider {
  return {
    name: 'existing',
    // As in kind, where a Pod costs a process and about a second.
    maxPodsPerNode: 10,
    casesPerCluster: Number.POSITIVE_INFINITY,
    hasRouter: false,
    hasHostOutside: false,
    disturbances: [],
    convergence: kubernetesConvergence,
    problems: async () => (await import('./problems.ts')).findExistingProblems(options),
    requestProblems: async ({ name, network }) => [
      ...nameProblems(name),
      ...(await (await import('./problems.ts')).findNetworkProblems(complete(options), network)),
    ],
    // The network runs there: what it needs of a kernel, its Nodes have. The agent is privileged, which is all it needs.
    capabilities: async () => allCapabilities,
    nodeCount: async () => (await import('./problems.ts')).countNodes(complete(options)),
    kubernetesVersion: async () => (await import('./problems.ts')).readKubernetesVersion(complete(options)),
    start: async (request, signal) => (await import('./start.ts')).startInCluster(request, complete(options), signal),
    attach: async (name) => {
      throw new ClusterNotFound(
        `podnet keeps nothing in a cluster it did not make: ${name} belongs to the run that made it`,
      )
    },
    remove: removeByName,
    list: async () => clustersOf('existing').map(summary),
  }
}

const allCapabilities: Capabilities = {
  vxlan: true,
  ipip: true,
  tun: true,
  flanneld: true,
  iptables: true,
  nftables: true,
  ipset: true,
  'bridge-netfilter': true,
  'service-iptables': true,
  'service-nftables': true,
  'ip-vs': true,
  'icmp-echo': true,
  capture: true,
}

/** Throws Error where an option is missing: `problems` names it before. */
function complete({ kubeconfig, context, agentImage }: Partial<ExistingOptions>): ExistingOptions {
  if (kubeconfig === undefined || context === undefined || agentImage === undefined) {
    throw new Error('--provider existing: an option is missing')
  }
  return { kubeconfig, context, agentImage }
}

async function removeByName(name: string): Promise<void> {
  const entry = clustersOf('existing').find((entry) => entry.name === name)
  if (entry === undefined) throw new ClusterNotFound(`no run called ${name} works in a cluster podnet did not make`)
  await (await import('./remove.ts')).removeFromCluster(entry)
}

/** Without the command that made it nobody can use it again. */
function summary(entry: ClusterEntry): ClusterSummary {
  const { name, provider, network, nodes, createdAt, kept } = entry
  return { name, provider, network, nodes, createdAt, kept, state: entry.users.some(isRunning) ? 'running' : 'broken' }
}
