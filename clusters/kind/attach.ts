import { externalHost } from '../agents/hosts.ts'
import { serveWhatIsThere } from '../agents/serve.ts'
import { KubernetesClient } from '../kubernetes/client.ts'
import { readSandboxes, withSandboxes } from '../kubernetes/pods/read-sandboxes.ts'
import type { ClusterEntry } from '../ledger/entry.ts'
import { addUser, broken, findKnown } from '../running/attach.ts'
import { RunningCluster } from '../running/cluster.ts'
import { startAgents } from './agent/start-agents.ts'
import { runningContainers } from './cluster/docker.ts'
import { kubeconfigPath } from './cluster/kubeconfig.ts'
import { type KindCluster, kindMachinery } from './machinery.ts'
import { externalContainer } from './names.ts'
import { allPlaces } from './places.ts'
import { type KindState, kindStateSchema } from './state.ts'

/**
 * Finds a running cluster and gives it new agents. Nothing in its network is changed or repaired: somebody may have
 * broken it on purpose. Throws ClusterNotFound, or Error when nothing can be made of what is left of it.
 */
export async function attachKindCluster(name: string, signal: AbortSignal): Promise<KindCluster> {
  signal.throwIfAborted()
  const { entry, network, state: known } = findKnown(name, 'kind', kindStateSchema)
  const hosts = hostsOf(entry, known)
  const missing = await missingContainers([...hosts.values()])
  if (missing.length > 0) throw broken(name, `${missing.join(', ')} does not run`)
  const agents = await startAgents(hosts, signal)
  try {
    const found = await readSandboxes(agents, Object.keys(known.containers), signal)
    const state = { ...known, running: withSandboxes(known.running, found) }
    await serveWhatIsThere(agents, allPlaces(network, state))
    signal.throwIfAborted()
    const client = new KubernetesClient(kubeconfigPath(entry))
    return new RunningCluster(await addUser(entry), kindMachinery(entry, network, client, agents), state)
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
