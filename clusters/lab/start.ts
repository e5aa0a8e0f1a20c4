import { randomBytes } from 'node:crypto'
import type { ClusterRequest } from '../cluster.ts'
import { currentProcess } from '../host/process-identity.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import { createEntry, updateCluster } from '../ledger/ledger.ts'
import { removeCluster } from '../ledger/remove-cluster.ts'
import { wiringOf } from '../networks/index.ts'
import { labAgentCommands } from './agent-command.ts'
import { Agents } from './agents.ts'
import { LabCluster } from './cluster.ts'
import { runStages, startHolder } from './holder.ts'
import { externalNamespace } from './namespace.ts'
import { allPlaces } from './places.ts'
import { serve } from './serve.ts'
import { startPlan } from './start-plan.ts'
import type { LabState } from './state.ts'

/**
 * Builds a cluster without Pods. What failed or was aborted half way is removed again, and the first error thrown.
 * Throws Error when the name is taken.
 */
export async function startCluster(request: ClusterRequest, signal: AbortSignal): Promise<LabCluster> {
  signal.throwIfAborted()
  const entry = intention(request)
  if (!createEntry(entry)) throw new Error(`a cluster called ${request.name} exists already`)
  try {
    return await build(request, entry, signal)
  } catch (error) {
    await removeCluster(entry).catch(() => {
      // The ledger still names it: sweep will say why it cannot be removed.
    })
    throw error
  }
}

function intention({ name, network, topology, keep }: ClusterRequest): ClusterEntry {
  return {
    kind: 'cluster',
    id: `${name}-${randomBytes(8).toString('hex')}`,
    name,
    provider: 'lab',
    network: network.name,
    nodes: topology.nodes.length,
    createdAt: new Date().toISOString(),
    kept: keep,
    users: [currentProcess()],
  }
}

async function build(
  { network, topology }: ClusterRequest,
  entry: ClusterEntry,
  signal: AbortSignal,
): Promise<LabCluster> {
  const wiring = wiringOf(network)
  const state: LabState = {
    topology,
    scenario: { pods: [] },
    addresses: wiring.addressRules.initial(topology),
    podAddresses: {},
    nodesWithPods: [],
    localPodSources: {},
  }
  const holder = await startHolder(entry.id, signal)
  await updateCluster(entry, (entry) => ({ ...entry, holder }))
  const hosts = [externalNamespace, ...topology.nodes.map((node) => node.name)]
  const [agents, built] = await Promise.allSettled([
    Agents.start(labAgentCommands(holder, entry.id, hosts), signal),
    runStages(holder, startPlan(wiring, { network, topology, addresses: state.addresses })),
  ])
  if (agents.status === 'rejected') throw agents.reason
  try {
    if (built.status === 'rejected') throw built.reason
    await serve(agents.value, allPlaces(network, state))
    signal.throwIfAborted()
    const complete = await updateCluster(entry, (entry) => ({ ...entry, state }))
    return new LabCluster(network, complete ?? entry, holder, agents.value, state)
  } catch (error) {
    await agents.value.stop()
    throw error
  }
}
