import { podPlace } from '../../properties/model/place.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { wiringOf } from '../networks/index.ts'
import { type Agents, leave } from './agents.ts'
import { applyPlan } from './apply-plan.ts'
import { assignAddresses } from './assign-addresses.ts'
import { difference } from './difference.ts'
import { type Holder, runStages } from './holder.ts'
import { readLocalPodSources } from './local-pod-source.ts'
import { nodePlaces } from './places.ts'
import { serve } from './serve.ts'
import type { LabState } from './state.ts'
import type { Network } from '../../properties/model/networks/network.ts'

/** Makes the cluster's Pods those of the scenario. Returns the new state once every server listens. */
export async function applyScenario(
  network: Network,
  holder: Holder,
  agents: Agents,
  state: LabState,
  scenario: Scenario,
): Promise<LabState> {
  const { topology } = state
  const wiring = wiringOf(network)
  const changes = difference(state.scenario, scenario)
  if (changes.removed.length + changes.added.length === 0) return { ...state, scenario }
  const { addresses, podAddresses, newRanges } = assignAddresses(wiring.addressRules, topology, state, changes)

  // Sockets first: one left open keeps a deleted Pod's namespace alive, and the Pod goes on answering (design: agent life).
  const leaving = Map.groupBy(changes.removed, (pod) => pod.nodeName)
  await agents.request(new Map([...leaving].map(([host, pods]) => [host, leave(pods.map(({ name }) => podPlace(name)))])))

  const context = { network, topology, addresses }
  await runStages(holder, applyPlan(wiring, context, changes, { podAddresses, newRanges }, state.nodesWithPods))

  const withPods = changes.added.filter((pod) => !pod.hostNetwork).map((pod) => pod.nodeName)
  const nodesWithPods = [...new Set([...state.nodesWithPods, ...withPods])]
  const next: LabState = { ...state, scenario, addresses, podAddresses, nodesWithPods }
  const joining = Map.groupBy(changes.added, (pod) => pod.nodeName)
  await serve(agents, new Map([...joining].map(([host, pods]) => [host, nodePlaces(network, next, host, pods)])))
  return { ...next, localPodSources: await readLocalPodSources(network, agents, next) }
}
