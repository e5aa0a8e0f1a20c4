import { findNetwork } from '../../properties/model/networks/index.ts'
import { ClusterNotFound } from '../cluster.ts'
import { currentProcess, isRunning } from '../host/process-identity.ts'
import { serveWhatIsThere } from '../lab/serve.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import { findCluster, updateCluster } from '../ledger/ledger.ts'
import { externalHost, startAgents } from './agent/start-agents.ts'
import { runningContainers } from './cluster/docker.ts'
import { kubeconfigPath } from './cluster/kubeconfig.ts'
import { KindCluster } from './cluster.ts'
import { KubernetesClient } from './kubernetes/client.ts'
import { externalContainer } from './names.ts'
import { allPlaces } from './places.ts'
import { readSandboxes, sandboxesOf } from './pods/read-sandboxes.ts'
import { type KindState, kindStateSchema } from './state.ts'

/**
 * Finds a running cluster and gives it new agents. Nothing in its network is changed or repaired: somebody may have
 * broken it on purpose. Throws ClusterNotFound, or Error when nothing can be made of what is left of it.
 */
export async function attachKindCluster(name: string, signal: AbortSignal): Promise<KindCluster> {
  signal.throwIfAborted()
  const entry = findCluster(name)
  if (entry === undefined || entry.provider !== 'kind') throw new ClusterNotFound(`no kind cluster is called ${name}`)
  const state = kindStateSchema.safeParse(entry.state)
  const network = findNetwork(entry.network)
  if (!state.success || network === undefined) throw broken(name, 'a change of it was not finished')
  const hosts = hostsOf(entry, state.data)
  const missing = await missingContainers([...hosts.values()])
  if (missing.length > 0) throw broken(name, `${missing.join(', ')} does not run`)
  const agents = await startAgents(hosts, signal)
  try {
    const found = await readSandboxes(agents, Object.keys(state.data.containers), signal)
    const sandboxes = sandboxesOf(state.data.running, found)
    await serveWhatIsThere(agents, allPlaces(network, state.data, sandboxes))
    signal.throwIfAborted()
    const used = await updateCluster(entry, (entry) => ({
      ...entry,
      users: [...entry.users.filter(isRunning), currentProcess()],
    }))
    const client = new KubernetesClient(kubeconfigPath(entry))
    return new KindCluster(used ?? entry, { network, client, agents }, state.data, sandboxes)
  } catch (error) {
    await agents.stop()
    throw error
  }
}

/** Containers by the name of their host. */
function hostsOf(entry: ClusterEntry, { containers }: KindState): Map<string, string> {
  return new Map([...Object.entries(containers), [externalHost, externalContainer(entry)] as const])
}

/** Those of a complete cluster's containers that do not run; all that a cluster has when it is not complete. */
export async function missingOf(entry: ClusterEntry): Promise<string[]> {
  const state = kindStateSchema.safeParse(entry.state)
  return state.success ? missingContainers([...hostsOf(entry, state.data).values()]) : [entry.name]
}

async function missingContainers(names: readonly string[]): Promise<string[]> {
  const running = await runningContainers(names)
  return names.filter((name) => !running.has(name))
}

function broken(name: string, reason: string): Error {
  return new Error(`cluster ${name} is broken: ${reason}; podnet sweep --all removes it`)
}
