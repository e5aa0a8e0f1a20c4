import { ClusterNotFound, type ClusterProvider, type ClusterSummary } from '../cluster.ts'
import { isRunning } from '../host/process-identity.ts'
import { kubernetesConvergence } from '../kubernetes/convergence.ts'
import { probeCapabilities } from '../lab/capabilities.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import { clustersOf } from '../ledger/ledger.ts'
import { removeKindCluster } from './cluster/remove.ts'
import { kindDisturbances } from './disturbances.ts'
import { defaultKindOptions, type KindOptions } from './options.ts'

/**
 * Real clusters: kind in a container engine, with the network under test installed as its release manifest does.
 * The Kubernetes client is loaded when a cluster is: other commands need not wait for it.
 */
export function makeKindProvider(changes: Partial<KindOptions> = {}): ClusterProvider {
  const options = { ...defaultKindOptions, ...changes }
  return {
    name: 'kind',
    // A Pod costs a process and about a second of the machine here.
    maxPodsPerNode: 10,
    casesPerCluster: Number.POSITIVE_INFINITY,
    hasRouter: false,
    hasHostOutside: true,
    disturbances: kindDisturbances,
    convergence: kubernetesConvergence,
    problems: async () => (await import('./problems.ts')).findKindProblems(),
    requestProblems: async (request, pods) =>
      (await import('./problems.ts')).findKindRequestProblems(request, pods, options),
    // Nodes share this machine's kernel, and their images bring the tools.
    capabilities: async (signal) => ({ ...(await probeCapabilities(signal)), flanneld: true }),
    kubernetesVersion: async () => (await import('./problems.ts')).findKubernetesVersion(options),
    start: async (request, signal) => (await import('./start.ts')).startKindCluster(request, options, signal),
    attach: async (name, signal) => (await import('./attach.ts')).attachKindCluster(name, signal),
    remove: removeByName,
    list: () => Promise.all(clustersOf('kind').map(summary)),
  }
}

async function removeByName(name: string): Promise<void> {
  const entry = clustersOf('kind').find((entry) => entry.name === name)
  if (entry === undefined) throw new ClusterNotFound(`no kind cluster is called ${name}`)
  await removeKindCluster(entry)
}

async function summary(entry: ClusterEntry): Promise<ClusterSummary> {
  const { name, provider, network, nodes, createdAt, kept } = entry
  // While somebody works on it, its state may be on the way.
  const complete = entry.users.some(isRunning) || (await isWhole(entry))
  return { name, provider, network, nodes, createdAt, kept, state: complete ? 'running' : 'broken' }
}

/** false also where no engine answers: nothing of the cluster runs then. */
async function isWhole(entry: ClusterEntry): Promise<boolean> {
  const { missingOf } = await import('./attach.ts')
  return (await missingOf(entry).catch(() => [entry.name])).length === 0
}
