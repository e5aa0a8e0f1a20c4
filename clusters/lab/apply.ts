import type { Network } from '../../properties/model/networks/network.ts'
import { podPlace } from '../../properties/model/place.ts'
import { type Agents, leave } from '../agents/agents.ts'
import { serve } from '../agents/serve.ts'
import type { Change } from './change.ts'
import { type Holder, runStages } from './holder.ts'
import { readLocalPodSources } from './local-pod-source.ts'
import { nodePlaces } from './places.ts'
import type { LabState } from './state.ts'

/** Carries out a change. Returns the new state once every server listens. */
export async function applyChange(
  network: Network,
  holder: Holder,
  agents: Agents,
  { removed, added, stages, next }: Change,
): Promise<LabState> {
  // Sockets first: one left open keeps a deleted Pod's namespace alive, and the Pod answers on (design: agent life).
  const leaving = Map.groupBy(removed, (pod) => pod.nodeName)
  await agents.request(
    new Map([...leaving].map(([host, pods]) => [host, leave(pods.map(({ name }) => podPlace(name)))])),
  )
  await runStages(holder, stages)
  const joining = Map.groupBy(added, (pod) => pod.nodeName)
  await serve(agents, new Map([...joining].map(([host, pods]) => [host, nodePlaces(network, next, host, pods)])))
  return { ...next, localPodSources: await readLocalPodSources(network, agents, next) }
}
