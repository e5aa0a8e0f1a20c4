import type { Network } from '../../properties/model/networks/network.ts'
import { podPlace } from '../../properties/model/place.ts'
import { disturbanceOf, type Step } from '../../properties/model/step.ts'
import { type Agents, leave } from '../agents/agents.ts'
import { serve } from '../agents/serve.ts'
import { comesNext } from '../networks/address-allocation.ts'
import { wiringOf } from '../networks/index.ts'
import { ip } from '../networks/step.ts'
import { restartFlannel } from './flanneld/restart-daemons.ts'
import { type Holder, runStages } from './holder.ts'
import { underlayNamespace } from './namespace.ts'
import { nodePlaces } from './places.ts'
import { rewriteStage } from './services.ts'
import type { LabState } from './state.ts'

/** Carries out what a Step does beside changing the scenario. Throws Error for what the lab cannot do. */
export async function disturb(
  network: Network,
  holder: Holder,
  agents: Agents,
  state: LabState,
  step: Step,
  signal: AbortSignal,
): Promise<LabState> {
  const { topology, flannel } = state
  if (step.kind === 'flap-link') await flapLink(holder, step.nodeName)
  else if (step.kind === 'reuse-address') return withNextAddress(network, state, step.pod.nodeName, step.podName)
  else if (step.kind === 'restart' && step.what === 'proxy') await runStages(holder, [rewriteStage(network, state)])
  else if (step.kind === 'restart' && step.what === 'dns') await restartDns(network, agents, state)
  else if (step.kind === 'restart' && step.what === 'network-daemon' && flannel !== undefined)
    await restartFlannel({ holder, agents, network, topology }, flannel, signal)
  else throw new Error(`the lab has no ${disturbanceOf(step)}`)
  return state
}

/** The far end of the cable: the Node keeps its addresses and routes, as when somebody pulls the plug. */
async function flapLink(holder: Holder, nodeName: string): Promise<void> {
  await runStages(holder, [
    [{ namespace: underlayNamespace, steps: [ip(`link set ${nodeName} down`, `link set ${nodeName} up`)] }],
  ])
}

/** The servers end with all their sockets and listen again. */
async function restartDns(network: Network, agents: Agents, state: LabState): Promise<void> {
  const byHost = Map.groupBy(state.ownPods, (pod) => pod.nodeName)
  await agents.request(
    new Map([...byHost].map(([host, pods]) => [host, leave(pods.map(({ name }) => podPlace(name)))])),
  )
  await serve(agents, new Map([...byHost].map(([host, pods]) => [host, nodePlaces(network, state, host, pods)])))
}

/** The Node hands out the address of a Pod that still runs next, once it is free. */
function withNextAddress(network: Network, state: LabState, nodeName: string, podName: string): LabState {
  const address = state.podAddresses[podName]
  if (state.cni !== undefined || address === undefined)
    throw new Error(`podnet does not hand out the address of ${podName}`)
  const { addressRules } = wiringOf(network)
  return {
    ...state,
    addresses: state.addresses.map((own) => (own.node === nodeName ? comesNext(addressRules, own, address) : own)),
  }
}
