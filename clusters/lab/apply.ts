import type { Network } from '../../properties/model/networks/network.ts'
import { podPlace } from '../../properties/model/place.ts'
import { type Agents, leave } from '../agents/agents.ts'
import { readLocalPodSources } from '../agents/local-pod-source.ts'
import { serve, serveWhatIsThere } from '../agents/serve.ts'
import type { Change } from './change.ts'
import { attachPods, detachPods } from './cni/attach-pods.ts'
import { withPods } from './cni/change.ts'
import type { EndFlows } from './end-stale-flows.ts'
import { type Holder, runStages } from './holder.ts'
import { nodePlaces } from './places.ts'
import { serviceStage, withServices } from './services.ts'
import type { LabState } from './state.ts'

/** What carries out a change. */
export interface Hands {
  holder: Holder
  agents: Agents
  endFlows: EndFlows
}

/** Carries out a change of `state`. Returns the new state once every server listens. */
export async function applyChange(
  network: Network,
  { holder, agents, endFlows }: Hands,
  state: LabState,
  change: Change,
  signal: AbortSignal,
): Promise<LabState> {
  const { removed, added } = change
  // Sockets first: one left open keeps a deleted Pod's namespace alive, and the Pod answers on (design: agent life).
  const leaving = Map.groupBy(removed, (pod) => pod.nodeName)
  await agents.request(
    new Map([...leaving].map(([host, pods]) => [host, leave(pods.map(({ name }) => podPlace(name)))])),
  )
  const next = withServices(network, state, await replacePods(holder, agents, change, signal))
  if (next.proxy !== undefined) await runStages(holder, [serviceStage(network, state, next)])
  await endFlows(agents, state, next)
  const listening = Map.groupBy(new Set([...added, ...next.ownPods]), (pod) => pod.nodeName)
  for (const { name } of change.joining) listening.set(name, listening.get(name) ?? [])
  // Plugins may leave out what the network promises, such as the bridge's address: probes will tell.
  const listen = next.cni === undefined ? serve : serveWhatIsThere
  await listen(agents, new Map([...listening].map(([host, pods]) => [host, nodePlaces(network, next, host, pods)])))
  const addressOf = (pod: string) => next.podAddresses[pod]
  return {
    ...next,
    localPodSources: await readLocalPodSources(network, agents, next.scenario, addressOf, next.localPodSources),
  }
}

/** Removes and makes the Pods' namespaces and devices. Returns the state they are in then. */
async function replacePods(
  holder: Holder,
  agents: Agents,
  { removed, added, stages, next }: Change,
  signal: AbortSignal,
): Promise<LabState> {
  const { topology, cni } = next
  if (cni === undefined) {
    await runStages(holder, stages)
    return next
  }
  const runner = { agents, plugins: cni, topology }
  await detachPods(runner, removed, cni.results)
  await runStages(holder, stages)
  return withPods(next, await attachPods(runner, added, signal))
}
