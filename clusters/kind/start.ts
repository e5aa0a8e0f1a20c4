import type { Agents } from '../agents/agents.ts'
import { externalHost } from '../agents/hosts.ts'
import { serve } from '../agents/serve.ts'
import type { ClusterRequest } from '../cluster.ts'
import { readAddressing } from '../kubernetes/addressing.ts'
import { KubernetesClient } from '../kubernetes/client.ts'
import { firstState } from '../kubernetes/first-state.ts'
import { namespaceObject } from '../kubernetes/namespace.ts'
import { pauseImageOf } from '../kubernetes/nodes.ts'
import { settle } from '../kubernetes/settle.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import { updateCluster } from '../ledger/ledger.ts'
import { installationOf } from '../networks/index.ts'
import { RunningCluster } from '../running/cluster.ts'
import { startInLedger } from '../running/start.ts'
import { startAgents } from './agent/start-agents.ts'
import { ensureBridgePlugin } from './cluster/bridge-plugin.ts'
import { createKindCluster } from './cluster/create.ts'
import { networkExists } from './cluster/docker-network.ts'
import { exportLogs } from './cluster/export-logs.ts'
import { kubeconfigPath } from './cluster/kubeconfig.ts'
import { removeKindCluster } from './cluster/remove.ts'
import { startExternal } from './external/start-external.ts'
import { type KindCluster, kindMachinery } from './machinery.ts'
import { externalContainer, kindName, nodeContainers, podNamespace } from './names.ts'
import { installNetwork } from './networks/install.ts'
import { renewWaitingPods } from './networks/renew-waiting-pods.ts'
import type { KindOptions } from './options.ts'
import { findParts, type Parts } from './parts/find-parts.ts'
import { loadImages } from './parts/load-images.ts'
import { allPlaces } from './places.ts'
import { prepareHosts, realTopology, routeFromOutside } from './prepare-hosts.ts'
import type { KindState, KindTrace } from './state.ts'

/**
 * Makes a kind cluster with its network, the host outside and agents, and without Pods of podnet's. What failed or was
 * aborted half way is removed again, and the first error thrown. Throws Error when the name is taken.
 */
export async function startKindCluster(
  request: ClusterRequest,
  options: KindOptions,
  signal: AbortSignal,
): Promise<KindCluster> {
  signal.throwIfAborted()
  const trace = { networkWasAbsent: !(await networkExists()) }
  return startInLedger(request, {
    provider: 'kind',
    trace,
    build: (entry) => build(request, options, entry, trace, signal),
    async failed(entry) {
      if (request.logFolder !== undefined && !signal.aborted) await exportLogs(entry, request.logFolder)
    },
    remove: removeKindCluster,
  })
}

async function build(
  request: ClusterRequest,
  options: KindOptions,
  entry: ClusterEntry,
  trace: KindTrace,
  signal: AbortSignal,
): Promise<KindCluster> {
  const { network, topology: wanted } = request
  const parts = await findParts(network, wanted.podCIDR, options, signal)
  await createKindCluster(entry, request, parts.nodeImage, signal)
  const client = new KubernetesClient(kubeconfigPath(entry))
  const names = nodeContainers(kindName(entry), wanted.nodes.length)
  const containers = Object.fromEntries(names.map((container, index) => [`node${index + 1}`, container]))
  const settled = (async () => {
    if (network.podLinks === 'bridge') await ensureBridgePlugin(names, signal)
    await loadImages(kindName(entry), parts, (await client.core.listNode()).items, signal)
    await installNetwork(client, parts.objects, names.length, signal)
    await renewWaitingPods(client)
    await client.apply([namespaceObject(podNamespace)])
  })()
  const outside = startOutside(entry, containers, parts, signal)
  const [installed, started] = await Promise.allSettled([settled, outside])
  if (started.status === 'rejected') throw started.reason
  const { agents, externalAddress } = started.value
  try {
    if (installed.status === 'rejected') throw installed.reason
    const nodes = (await client.core.listNode()).items
    const topology = await realTopology(agents, wanted, containers, nodes, externalAddress, signal)
    await prepareHosts(agents, topology, signal)
    const addressing = await readAddressing(client, installationOf(network).addressing, topology, containers)
    await routeFromOutside(agents, topology, addressing, signal)
    await settle(agents, topology, addressing, signal)
    const hands = { client, agents, namespace: podNamespace, nodeNames: containers }
    const first = await firstState(hands, topology, addressing, signal)
    const state: KindState = { ...trace, ...first, containers, pauseImage: pauseImageOf(nodes) }
    await serve(agents, allPlaces(network, state))
    signal.throwIfAborted()
    const complete = await updateCluster(entry, (entry) => ({ ...entry, state }))
    return new RunningCluster(complete ?? entry, kindMachinery(entry, network, client, agents), state)
  } catch (error) {
    await agents.stop()
    throw error
  }
}

/** The host outside, and an agent in it and in every Node: none of them needs the network. */
async function startOutside(
  entry: ClusterEntry,
  containers: Readonly<Record<string, string>>,
  { nodeImage }: Parts,
  signal: AbortSignal,
): Promise<{ agents: Agents; externalAddress: string }> {
  const externalAddress = await startExternal(externalContainer(entry), nodeImage, signal)
  const hosts = new Map([...Object.entries(containers), [externalHost, externalContainer(entry)] as const])
  return { agents: await startAgents(hosts, signal), externalAddress }
}
