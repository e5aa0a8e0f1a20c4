import { defaultProxy } from '../../properties/model/services/proxy.ts'
import { Agents } from '../agents/agents.ts'
import { serve } from '../agents/serve.ts'
import type { ClusterRequest } from '../cluster.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import { updateCluster } from '../ledger/ledger.ts'
import { removeCluster } from '../ledger/remove-cluster.ts'
import { wiringOf } from '../networks/index.ts'
import { RunningCluster } from '../running/cluster.ts'
import { startInLedger } from '../running/start.ts'
import { labAgents } from './agent-command.ts'
import type { EndFlows } from './end-stale-flows.ts'
import { startFlannel } from './flanneld/start-daemons.ts'
import { runStages, startHolder } from './holder.ts'
import { type LabCluster, labMachinery } from './machinery.ts'
import { externalNamespace } from './namespace.ts'
import type { LabOptions } from './options.ts'
import { allPlaces } from './places.ts'
import { startPlan } from './start-plan.ts'
import type { LabState } from './state.ts'

/**
 * Builds a cluster without Pods. What failed or was aborted half way is removed again, and the first error thrown.
 * Throws Error when the name is taken. `endFlows`: for tests, which let a proxy forget.
 */
export async function startCluster(
  request: ClusterRequest,
  options: LabOptions,
  signal: AbortSignal,
  endFlows?: EndFlows,
): Promise<LabCluster> {
  signal.throwIfAborted()
  return startInLedger(request, {
    provider: 'lab',
    build: (entry) => build(request, options, entry, signal, endFlows),
    remove: removeCluster,
  })
}

async function build(
  { network, topology, proxy: mode, ipvsScheduler }: ClusterRequest,
  { cni, flannel }: LabOptions,
  entry: ClusterEntry,
  signal: AbortSignal,
  endFlows: EndFlows | undefined,
): Promise<LabCluster> {
  const own = wiringOf(network)
  const wiring = flannel === undefined ? own : { ...own, node: () => [] }
  const scheduler = mode === 'ipvs' && ipvsScheduler !== undefined && { scheduler: ipvsScheduler }
  const proxy = mode && { ...defaultProxy(mode, topology.podCIDR), ...scheduler }
  const state: LabState = {
    topology,
    scenario: { pods: [] },
    ownPods: [],
    addresses: wiring.addressRules.initial(topology),
    podAddresses: {},
    nodesWithPods: [],
    localPodSources: {},
    ...(proxy && { proxy }),
    services: [],
    ...(flannel && { flanneld: true as const }),
    ...(cni && { cni: { ...cni, results: {} } }),
    ...(flannel && { flannel }),
  }
  const holder = await startHolder(entry.id, signal)
  await updateCluster(entry, (entry) => ({ ...entry, holder }))
  const hosts = [externalNamespace, ...topology.nodes.map((node) => node.name)]
  const [agents, built] = await Promise.allSettled([
    Agents.start(labAgents(holder, entry.id, hosts), signal),
    runStages(holder, startPlan(wiring, { network, topology, addresses: state.addresses }, proxy)),
  ])
  if (agents.status === 'rejected') throw agents.reason
  try {
    if (built.status === 'rejected') throw built.reason
    if (flannel !== undefined) {
      await startFlannel({ holder, agents: agents.value, network, topology }, flannel, signal)
    }
    await serve(agents.value, allPlaces(network, state))
    signal.throwIfAborted()
    const complete = await updateCluster(entry, (entry) => ({ ...entry, state }))
    return new RunningCluster(complete ?? entry, labMachinery(network, holder, agents.value, endFlows), state)
  } catch (error) {
    await agents.value.stop()
    throw error
  }
}
