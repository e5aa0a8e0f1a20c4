import { Agents } from '../agents/agents.ts'
import { serveWhatIsThere } from '../agents/serve.ts'
import { isRunning } from '../host/process-identity.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import { addUser, broken, findKnown } from '../running/attach.ts'
import { RunningCluster } from '../running/cluster.ts'
import { labAgents } from './agent-command.ts'
import type { Holder } from './holder.ts'
import { type LabCluster, labMachinery } from './machinery.ts'
import { externalNamespace } from './namespace.ts'
import { allPlaces } from './places.ts'
import { labStateSchema } from './state.ts'

/**
 * Finds a running cluster and gives it new agents. Nothing in its network is changed or repaired: somebody may have
 * broken it on purpose. Throws ClusterNotFound, or Error when nothing can be made of what is left of it.
 */
export async function attachCluster(name: string, signal: AbortSignal): Promise<LabCluster> {
  signal.throwIfAborted()
  const { entry, network, state } = findKnown(name, 'lab', labStateSchema)
  const holder = runningHolder(entry)
  if (holder === undefined) throw broken(name, 'its processes are gone')
  const hosts = [externalNamespace, ...state.topology.nodes.map((node) => node.name)]
  const agents = await Agents.start(labAgents(holder, entry.id, hosts), signal)
  try {
    await serveWhatIsThere(agents, allPlaces(network, state))
    signal.throwIfAborted()
    return new RunningCluster(await addUser(entry), labMachinery(network, holder, agents), state)
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
