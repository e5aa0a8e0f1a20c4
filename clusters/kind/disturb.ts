import type { Network } from '../../properties/model/networks/network.ts'
import { nodePlace } from '../../properties/model/place.ts'
import { disturbanceOf, type Restarted, type Step } from '../../properties/model/step.ts'
import { nodeSpec, uplinkDevice } from '../../properties/model/topology.ts'
import type { Agents } from '../agents/agents.ts'
import { applyDifference, type Hands, planDifference } from '../kubernetes/apply.ts'
import { type Owner, restartPods } from '../kubernetes/restart-pods.ts'
import type { KindState } from './state.ts'

/** Carries out what a Step does beside changing the scenario. Throws Error for what kind cannot do, NetworkFailed. */
export async function disturb(hands: Hands, state: KindState, step: Step, signal: AbortSignal): Promise<KindState> {
  if (step.kind === 'flap-link') {
    await flapLink(hands.agents, state, step.nodeName, signal)
    return state
  }
  if (step.kind !== 'restart') throw new Error(`kind has no ${disturbanceOf(step)}`)
  await restartPods(hands.client, ownerOf(hands.network, step.what), signal)
  // CoreDNS has other addresses now: what the cluster serves is read again, once every proxy has heard of it.
  return applyDifference(hands, state, state.scenario, planDifference(state, state.scenario), signal)
}

/** By the names that kubeadm and the networks' releases give them. */
export function ownerOf({ plugin }: Pick<Network, 'plugin'>, what: Restarted): Owner {
  if (what === 'dns') return { kind: 'Deployment', name: 'coredns' }
  if (what === 'proxy') return { kind: 'DaemonSet', name: 'kube-proxy' }
  return { kind: 'DaemonSet', name: plugin === 'flannel' ? 'kube-flannel-ds' : 'calico-node' }
}

/**
 * The kernel takes all routes through the device away (datapath, trap 13). The default route is put back, which nobody
 * else would do here; the ways to Pods are the network's own matter.
 */
const flapScript = `routes=$(ip -4 route show default dev "$0")
ip link set "$0" down
ip link set "$0" up
echo "$routes" | while read -r route; do ip -4 route replace $route dev "$0"; done`

async function flapLink(agents: Agents, { topology }: KindState, name: string, signal: AbortSignal): Promise<void> {
  const node = nodeSpec(topology, name)
  const command = { place: nodePlace(name), argv: ['sh', '-ec', flapScript, uplinkDevice(node)] }
  const result = (await agents.run(new Map([[name, [command]]]), signal)).get(name)?.[0]
  if (result?.exitCode !== 0) throw new Error(`the uplink of ${name} does not flap: ${result?.stderr.trim()}`)
}
