import { ClusterNotFound, type ClusterProvider, type ClusterSummary } from '../cluster.ts'
import { isRunning } from '../host/process-identity.ts'
import { isRoot } from '../host/user.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import { clustersOf } from '../ledger/ledger.ts'
import { removeCluster } from '../ledger/remove-cluster.ts'
import { findRequestProblems } from '../running/request-problems.ts'
import { attachCluster, runningHolder } from './attach.ts'
import { probeCapabilities } from './capabilities.ts'
import { labDisturbances } from './disturbances.ts'
import { optionProblems } from './option-problems.ts'
import type { LabOptions } from './options.ts'
import { findProblems, proxyProblems } from './problems.ts'
import { startCluster } from './start.ts'

/** Nodes and Pods as network namespaces of this kernel: the default, as root or as an ordinary user. */
export function makeLabProvider(options: LabOptions = {}): ClusterProvider {
  return {
    name: 'lab',
    // An ordinary user cannot raise the kernel's neighbour table limit (design: without root).
    maxPodsPerNode: isRoot() ? 25 : 8,
    casesPerCluster: 5,
    hasRouter: true,
    hasHostOutside: true,
    disturbances: labDisturbances(options),
    convergence: {
      timeMs: 2_000,
      source:
        'rules and Pods are in place when a change returns; a neighbour is asked for a second time after 1 s (RETRANS_TIMER, RFC 4861 10)',
    },
    problems: findProblems,
    requestProblems: async (request, pods) => [
      ...(await findRequestProblems(request, pods)),
      ...optionProblems(request.network, options),
      ...proxyProblems(request.proxy),
    ],
    capabilities: async (signal) => ({
      ...(await probeCapabilities(signal)),
      flanneld: options.flannel !== undefined || 'the lab has none of its own: give --flanneld FILE and --etcd FILE',
    }),
    start: (request, signal) => startCluster(request, options, signal),
    attach: attachCluster,
    remove: removeByName,
    list: async () => clustersOf('lab').map(summary),
  }
}

export const labProvider = makeLabProvider()

async function removeByName(name: string): Promise<void> {
  const entry = clustersOf('lab').find((entry) => entry.name === name)
  if (entry === undefined) throw new ClusterNotFound(`there is no cluster ${name}`)
  await removeCluster(entry)
}

function summary(entry: ClusterEntry): ClusterSummary {
  const { name, provider, network, nodes, createdAt, kept } = entry
  // While somebody works on it, its state may be on the way.
  const complete = runningHolder(entry) !== undefined && (entry.state !== undefined || entry.users.some(isRunning))
  return { name, provider, network, nodes, createdAt, kept, state: complete ? 'running' : 'broken' }
}
