import { findNetwork } from '../../properties/model/networks/index.ts'
import { ClusterNotFound } from '../cluster.ts'
import { currentProcess, isRunning } from '../host/process-identity.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import { findCluster, updateCluster } from '../ledger/ledger.ts'
import { labAgentCommands } from './agent-command.ts'
import { Agents } from './agents.ts'
import { LabCluster } from './cluster.ts'
import type { Holder } from './holder.ts'
import { externalNamespace } from './namespace.ts'
import { allPlaces } from './places.ts'
import { serveWhatIsThere } from './serve.ts'
import { labStateSchema } from './state.ts'

/**
 * Finds a running cluster and gives it new agents. Nothing in its network is changed or repaired: somebody may have
 * broken it on purpose. Throws ClusterNotFound, or Error when nothing can be made of what is left of it.
 */
export async function attachCluster(name: string, signal: AbortSignal): Promise<LabCluster> {
  signal.throwIfAborted()
  const entry = findCluster(name)
  if (entry === undefined || entry.provider !== 'lab') throw new ClusterNotFound(`no lab cluster is called ${name}`)
  const holder = runningHolder(entry)
  const state = labStateSchema.safeParse(entry.state)
  const network = findNetwork(entry.network)
  if (holder === undefined || !state.success || network === undefined) {
    throw new Error(`cluster ${name} is broken: ${brokenBecause(entry)}; podnet sweep --all removes it`)
  }
  const hosts = [externalNamespace, ...state.data.topology.nodes.map((node) => node.name)]
  const agents = await Agents.start(labAgentCommands(holder, entry.id, hosts), signal)
  try {
    await serveWhatIsThere(agents, allPlaces(network, state.data))
    signal.throwIfAborted()
    const used = await updateCluster(entry, (entry) => ({
      ...entry,
      users: [...entry.users.filter(isRunning), currentProcess()],
    }))
    return new LabCluster(network, used ?? entry, holder, agents, state.data)
  } catch (error) {
    await agents.stop()
    throw error
  }
}

/** The cluster's holder, if both of its processes run. */
export function runningHolder({ holder = [] }: ClusterEntry): Holder | undefined {
  const [outer, inner] = holder.filter(isRunning)
  return outer === undefined || inner === undefined ? undefined : [outer, inner]
}

function brokenBecause(entry: ClusterEntry): string {
  if (runningHolder(entry) === undefined) return 'its processes are gone'
  if (entry.state === undefined) return 'a change of it was not finished'
  return 'it was made by another version of podnet'
}
