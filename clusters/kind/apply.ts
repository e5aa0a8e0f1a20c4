import type { Network } from '../../properties/model/networks/network.ts'
import { podPlace } from '../../properties/model/place.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { nodeSpec } from '../../properties/model/topology.ts'
import type { Request } from '../agent/protocol.ts'
import type { Agents } from '../agents/agents.ts'
import { leave } from '../agents/agents.ts'
import { serve } from '../agents/serve.ts'
import { waitUntil } from '../host/clock.ts'
import { type Difference, difference } from '../running/difference.ts'
import type { KubernetesClient } from './kubernetes/client.ts'
import { nodePlaces } from './places.ts'
import { createPods, type Running } from './pods/create.ts'
import { deletePods, waitUntilGone } from './pods/delete.ts'
import { readOtherPods, waitForOtherPods } from './pods/other-pods.ts'
import { readSandboxes, withSandboxes } from './pods/read-sandboxes.ts'
import type { KindState } from './state.ts'
import { commonSysctls } from './sysctls.ts'

/** What a cluster is worked on with. */
export interface Hands {
  network: Network
  client: KubernetesClient
  agents: Agents
}

/** Throws Error for a Pod on a Node the cluster does not have: found before anything changes. */
export function planDifference(state: KindState, scenario: Scenario): Difference {
  const changes = difference(state.scenario, scenario)
  for (const pod of changes.added) nodeSpec(state.topology, pod.nodeName)
  return changes
}

/** Carries out a difference. Returns the new state once every server listens. */
export async function applyDifference(
  { network, client, agents }: Hands,
  state: KindState,
  scenario: Scenario,
  { removed, added }: Difference,
  signal: AbortSignal,
): Promise<KindState> {
  // Sockets first: one left open keeps a deleted Pod's namespace alive, and the Pod goes on answering (design: agent life).
  const leaving = Map.groupBy(removed, (pod) => pod.nodeName)
  await agents.request(
    new Map([...leaving].map(([host, pods]) => [host, leave(pods.map(({ name }) => podPlace(name)))])),
  )
  await deletePods(client, removed)
  // The names are free again. Old Pods end while new ones begin: kubelet works through them together.
  const [gone, creation, others] = await Promise.allSettled([
    waitUntilGone(agents, removed, state.running, signal),
    createPods(client, added, state, signal),
    waitForOtherPods(client, signal),
  ])
  if (gone.status === 'rejected') throw gone.reason
  if (creation.status === 'rejected') throw creation.reason
  if (others.status === 'rejected') throw others.reason
  const stayed = Object.entries(state.running).filter(([name]) => removed.every((pod) => pod.name !== name))
  const withPods = added.filter((pod) => !pod.hostNetwork).map((pod) => pod.nodeName)
  const running = { ...Object.fromEntries(stayed), ...creation.value }
  const next: KindState = {
    ...state,
    scenario,
    otherPods: await readOtherPods(client, state.containers),
    running: await findSandboxes(agents, scenario, running, signal),
    nodesWithPods: [...new Set([...state.nodesWithPods, ...withPods])],
  }
  const joining = Map.groupBy(added, (pod) => pod.nodeName)
  await serve(agents, new Map([...joining].map(([host, pods]) => [host, nodePlaces(network, next, host, pods)])))
  await setPodSysctls(agents, joining)
  return next
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
