import type { Network } from '../../properties/model/networks/network.ts'
import { podPlace } from '../../properties/model/place.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { nodeSpec } from '../../properties/model/topology.ts'
import type { Request } from '../agent/protocol.ts'
import { waitUntil } from '../host/clock.ts'
import type { Agents } from '../lab/agents.ts'
import { leave } from '../lab/agents.ts'
import { type Difference, difference } from '../lab/difference.ts'
import { serve } from '../lab/serve.ts'
import type { KubernetesClient } from './kubernetes/client.ts'
import { nodePlaces, type Sandboxes } from './places.ts'
import { createPods, type Running } from './pods/create.ts'
import { deletePods, waitUntilGone } from './pods/delete.ts'
import { readOtherPods, waitForOtherPods } from './pods/other-pods.ts'
import { readSandboxes, sandboxesOf } from './pods/read-sandboxes.ts'
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

/** Carries out a difference. Returns the new state and all sandboxes once every server listens. */
export async function applyDifference(
  { network, client, agents }: Hands,
  state: KindState,
  scenario: Scenario,
  { removed, added }: Difference,
  signal: AbortSignal,
): Promise<{ state: KindState; sandboxes: Sandboxes }> {
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
  const next: KindState = {
    ...state,
    scenario,
    otherPods: await readOtherPods(client, state.containers),
    running: { ...Object.fromEntries(stayed), ...creation.value },
    nodesWithPods: [...new Set([...state.nodesWithPods, ...withPods])],
  }
  const sandboxes = await findSandboxes(agents, next, signal)
  const joining = Map.groupBy(added, (pod) => pod.nodeName)
  await serve(
    agents,
    new Map([...joining].map(([host, pods]) => [host, nodePlaces(network, next, sandboxes, host, pods)])),
  )
  await setPodSysctls(agents, joining)
  return { state: next, sandboxes }
}

/** Sandboxes of all Pods that run. Throws DeadlineExceeded where one stays without. */
async function findSandboxes(agents: Agents, state: KindState, signal: AbortSignal): Promise<Sandboxes> {
  const nodes = new Set(state.scenario.pods.map((pod) => pod.nodeName))
  let sandboxes: Sandboxes = new Map()
  await waitUntil(
    { name: 'the sandbox of every Pod', timeMs: 10_000 },
    async () => {
      sandboxes = sandboxesOf(state.running, await readSandboxes(agents, nodes, signal))
      return sandboxes.size === Object.keys(state.running satisfies Running).length
    },
    { intervalMs: 100, signal },
  )
  return sandboxes
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
