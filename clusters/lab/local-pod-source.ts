import type { Network } from '../../properties/model/networks/network.ts'
import { nodePlace } from '../../properties/model/place.ts'
import type { Agents } from '../agents/agents.ts'
import type { LabState } from './state.ts'

/**
 * The source each Node's sockets have towards its own Pods, read from the kernel, since it depends on the order of
 * devices (datapath 0.1). Empty where a bridge decides it; a Node without Pods keeps what was read before.
 */
export async function readLocalPodSources(
  network: Network,
  agents: Agents,
  { scenario, podAddresses, localPodSources }: LabState,
): Promise<Record<string, string>> {
  if (network.podLinks === 'bridge') return {}
  const pods = scenario.pods.filter((pod) => !pod.hostNetwork)
  const first = Map.groupBy(pods, (pod) => pod.nodeName)
  const commands = [...first].flatMap(([node, [pod]]) => {
    if (pod === undefined || localPodSources[node] !== undefined) return []
    const argv = ['ip', '-j', 'route', 'get', podAddresses[pod.name] as string]
    return [[node, [{ place: nodePlace(node), argv }]]] as const
  })
  const results = await agents.run(new Map(commands.map(([node, list]) => [node, [...list]])))
  const read = [...results].flatMap(([node, [result]]) => {
    const source = result === undefined || result.exitCode !== 0 ? undefined : preferredSource(result.stdout)
    return source === undefined ? [] : [[node, source] as const]
  })
  return { ...localPodSources, ...Object.fromEntries(read) }
}

/** `prefsrc` of the one route that `ip -j route get` prints; undefined where it has none. */
export function preferredSource(json: string): string | undefined {
  const [route] = JSON.parse(json) as { prefsrc?: string }[]
  return route?.prefsrc
}
