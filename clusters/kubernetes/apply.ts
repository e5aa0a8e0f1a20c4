import { isDeepStrictEqual } from 'node:util'
import type { Network } from '../../properties/model/networks/network.ts'
import { podPlace } from '../../properties/model/place.ts'
import { isTerminating, type Scenario } from '../../properties/model/scenario.ts'
import type { ServedService } from '../../properties/model/services/endpoint-slice.ts'
import { nodeSpec } from '../../properties/model/topology.ts'
import type { Request } from '../agent/protocol.ts'
import type { Agents } from '../agents/agents.ts'
import { leave } from '../agents/agents.ts'
import { readLocalPodSources } from '../agents/local-pod-source.ts'
import { serve } from '../agents/serve.ts'
import { waitUntil } from '../host/clock.ts'
import { installationOf } from '../networks/index.ts'
import { readAddressing } from './addressing.ts'
import type { KubernetesClient } from './client.ts'
import { namespaceObject, namespacesOf } from './namespace.ts'
import type { NodeAddressing } from './node-addressing.ts'
import { nodePlaces } from './places.ts'
import { type PodChanges, podChanges } from './pods/changes.ts'
import { createPods, type Running, writePod } from './pods/create.ts'
import { deletePods, waitUntilGone } from './pods/delete.ts'
import { beginEnding, finishEnding } from './pods/ending.ts'
import { readOtherPods, waitForOtherPods } from './pods/other-pods.ts'
import { readSandboxes, withSandboxes } from './pods/read-sandboxes.ts'
import { waitForReadiness } from './pods/wait-for-readiness.ts'
import { deleteServices, writeServices } from './services/apply-services.ts'
import { type ServiceChanges, serviceChanges } from './services/changes.ts'
import { serveThroughCluster } from './services/serve-through-cluster.ts'
import { settleSlices } from './services/settle-services.ts'
import { settle } from './settle.ts'
import { type KubernetesState, statusOf } from './state.ts'
import { commonSysctls } from './sysctls.ts'

/** What a cluster is worked on with. */
export interface Hands {
  network: Network
  client: KubernetesClient
  agents: Agents
  /** Namespace of podnet's Pods. */
  namespace: string
  /** What Kubernetes calls each Node, by its name in scenarios. */
  nodeNames: Readonly<Record<string, string>>
  /** Called when Nodes own other ranges than before. */
  rangesChanged?(addressing: NodeAddressing, signal: AbortSignal): Promise<void>
  /** Called when the cluster serves others than before. */
  servicesChanged?(services: readonly ServedService[], signal: AbortSignal): Promise<void>
}

/** What has to happen so that a cluster holds another scenario. */
export interface Changes {
  pods: PodChanges
  services: ServiceChanges
}

/** Throws Error for a Pod on a Node the cluster does not have: found before anything changes. */
export function planDifference(state: KubernetesState, scenario: Scenario): Changes {
  const pods = podChanges(state.scenario, scenario)
  for (const pod of pods.added) nodeSpec(state.topology, pod.nodeName)
  return { pods, services: serviceChanges(state.scenario, scenario) }
}

/** Carries out a difference. Returns the new state once every server listens. */
export async function applyDifference<State extends KubernetesState>(
  hands: Hands,
  state: State,
  scenario: Scenario,
  { pods: { removed, added, changed }, services }: Changes,
  signal: AbortSignal,
): Promise<State> {
  const { network, client, agents, namespace, nodeNames } = hands
  const namespaces = namespacesOf(scenario, namespace)
  // Sockets first: one left open keeps a deleted Pod's namespace alive, and the Pod goes on answering (design: agent life).
  const leaving = Map.groupBy(removed, (pod) => pod.nodeName)
  await agents.request(
    new Map([...leaving].map(([host, pods]) => [host, leave(pods.map(({ name }) => podPlace(name)))])),
  )
  await Promise.all([deletePods(client, namespace, removed), deleteServices(client, services.removed, namespace)])
  await finishEnding(agents, removed.filter(isTerminating), state.running)
  await client.apply([...namespaces].slice(1).map((name) => namespaceObject(name)))
  // The names are free again. Old Pods end while new ones begin: kubelet works through them together.
  const [creation, ...others] = await Promise.allSettled([
    createPods(hands, added, state, signal),
    waitUntilGone(agents, removed, state.running, signal),
    waitForOtherPods(client, namespaces, signal),
    Promise.all(changed.map((pod) => writePod(hands, pod, state))),
    writeServices(client, services.written, namespace),
  ])
  if (creation.status === 'rejected') throw creation.reason
  for (const other of others) if (other.status === 'rejected') throw other.reason
  const stayed = Object.entries(state.running).filter(([name]) => removed.every((pod) => pod.name !== name))
  const withPods = added.filter((pod) => !pod.hostNetwork).map((pod) => pod.nodeName)
  const running = { ...Object.fromEntries(stayed), ...creation.value }
  const addressing = await readAddressing(client, installationOf(network).addressing, state.topology, nodeNames)
  if (!isDeepStrictEqual(addressing, state.addressing)) {
    await hands.rangesChanged?.(addressing, signal)
    await settle(agents, state.topology, addressing, signal)
  }
  const addressOf = (pod: string) => running[pod]?.ips[0]
  const next: State = {
    ...state,
    scenario,
    addressing,
    localPodSources: await readLocalPodSources(network, agents, scenario, addressOf, state.localPodSources),
    otherPods: await readOtherPods(client, namespaces, nodeNames),
    running: await findSandboxes(agents, scenario, running, signal),
    nodesWithPods: [...new Set([...state.nodesWithPods, ...withPods])],
  }
  const joining = Map.groupBy(added, (pod) => pod.nodeName)
  await serve(agents, new Map([...joining].map(([host, pods]) => [host, nodePlaces(network, next, host, pods)])))
  await setPodSysctls(agents, joining)
  if (scenario.services === undefined && state.scenario.services === undefined) {
    // The cluster's own Services: those of a young cluster have no ready endpoint yet.
    const source = { pods: scenario.pods, status: statusOf(next), externalAddress: next.topology.externalAddress }
    return { ...next, services: await settleSlices(hands, [], source, signal) }
  }
  await waitForReadiness(client, scenario, next.running, signal)
  await beginEnding(hands, [...added, ...changed].filter(isTerminating), next.running)
  return { ...next, ...(await serveThroughCluster(hands, next, signal)) }
}

/** Pods with their sandboxes. Throws DeadlineExceeded where one stays without. */
async function findSandboxes(
  agents: Agents,
  { pods }: Scenario,
  running: Running,
  signal: AbortSignal,
): Promise<Running> {
  const nodes = new Set(pods.map((pod) => pod.nodeName))
  let found = running
  await waitUntil(
    { name: 'the sandbox of every Pod', timeMs: 10_000 },
    async () => {
      found = withSandboxes(running, await readSandboxes(agents, nodes, signal))
      return Object.values(found).every(({ sandboxPid }) => sandboxPid !== undefined)
    },
    { intervalMs: 100, signal },
  )
  return found
}

async function setPodSysctls(
  agents: Agents,
  joining: ReadonlyMap<string, readonly { name: string; hostNetwork: boolean }[]>,
): Promise<void> {
  const requests = [...joining].map(([host, pods]): [string, Request] => {
    const own = pods.filter(({ hostNetwork }) => !hostNetwork)
    return [host, { kind: 'write', files: own.flatMap(({ name }) => commonSysctls(podPlace(name))) }]
  })
  await agents.request(new Map(requests))
}
