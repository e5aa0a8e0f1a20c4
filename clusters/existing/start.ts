import type { V1Node } from '@kubernetes/client-node'
import { serve } from '../agents/serve.ts'
import { type ClusterRequest, ClusterUnusable } from '../cluster.ts'
import { readAddressing } from '../kubernetes/addressing.ts'
import { KubernetesClient } from '../kubernetes/client.ts'
import { firstState } from '../kubernetes/first-state.ts'
import { allNodePlaces } from '../kubernetes/places.ts'
import type { KubernetesState } from '../kubernetes/state.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import { updateCluster } from '../ledger/ledger.ts'
import { installationOf } from '../networks/index.ts'
import { RunningCluster } from '../running/cluster.ts'
import { startInLedger } from '../running/start.ts'
import { startAgentsIn, waitForAgentPods } from './agents.ts'
import { type ExistingCluster, existingMachinery } from './machinery.ts'
import { namespaceName } from './names.ts'
import { addressProblems, nodeNamesOf, nodeProblems } from './nodes.ts'
import { agentDaemonSet, ownNamespace } from './objects.ts'
import type { ExistingOptions } from './options.ts'
import { readRanges } from './ranges.ts'
import { removeFromCluster } from './remove.ts'
import type { ExistingState } from './state.ts'
import { readTopology } from './topology.ts'

/**
 * Brings agents into a cluster that runs already, in a namespace of their own. What failed or was aborted half way is
 * removed again, and the first error thrown: ClusterUnusable for what the user can put right.
 */
export async function startInCluster(
  request: ClusterRequest,
  options: ExistingOptions,
  signal: AbortSignal,
): Promise<ExistingCluster> {
  signal.throwIfAborted()
  return startInLedger(request, {
    provider: 'existing',
    trace: { kubeconfig: options.kubeconfig, context: options.context },
    build: (entry) => build(request, options, entry, signal),
    remove: removeFromCluster,
  })
}

async function build(
  { network }: ClusterRequest,
  { kubeconfig, context, agentImage }: ExistingOptions,
  entry: ClusterEntry,
  signal: AbortSignal,
): Promise<ExistingCluster> {
  const client = new KubernetesClient(kubeconfig, context)
  const namespace = namespaceName(entry)
  const nodes = (await client.core.listNode()).items
  const { addressing: addressedBy } = installationOf(network)
  const problems = [...nodeProblems(nodes), ...addressProblems(nodes, addressedBy)]
  if (problems.length > 0) throw new ClusterUnusable(problems)
  const nodeNames = nodeNamesOf(nodes)
  const ranges = await readRanges(client, network)
  await client.core.createNamespace({ body: ownNamespace(namespace, entry.id) })
  await client.apps.createNamespacedDaemonSet({ namespace, body: agentDaemonSet(namespace, agentImage) })
  const pods = await waitForAgentPods(client, namespace, nodeNames, signal)
  const agents = await startAgentsIn(client, namespace, pods, agentImage, signal)
  try {
    const topology = await readTopology(agents, nodeNames, nodes, ranges, signal)
    const addressing = await readAddressing(client, addressedBy, topology, nodeNames)
    const first = await firstState({ client, agents, namespace, nodeNames }, topology, addressing, signal)
    const state: ExistingState = { kubeconfig, context, ...first, nodeNames, ...pauseOf(nodes, agentImage) }
    await serve(agents, allNodePlaces(network, state))
    signal.throwIfAborted()
    const complete = await updateCluster(entry, (entry) => ({ ...entry, state }))
    return new RunningCluster(complete ?? entry, existingMachinery(entry, network, client, agents), state)
  } catch (error) {
    await agents.stop()
    throw error
  }
}

/**
 * What podnet's Pods run: the pause image that every Node holds already, so that none has to be pulled, else the
 * agent's, which every Node holds by now.
 */
export function pauseOf(
  nodes: readonly V1Node[],
  agentImage: string,
): Pick<KubernetesState, 'pauseImage' | 'pauseCommand'> {
  const held = nodes.map(({ status }) => new Set(status?.images?.flatMap(({ names }) => names ?? []) ?? []))
  const [first = new Set<string>(), ...others] = held
  const image = [...first].find((name) => /\/pause:/.test(name) && others.every((names) => names.has(name)))
  return image === undefined ? { pauseImage: agentImage, pauseCommand: ['sleep', 'infinity'] } : { pauseImage: image }
}
