import type { Network } from '../../properties/model/networks/network.ts'
import { nodePlace } from '../../properties/model/place.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { CommandSpec } from '../agent/protocol.ts'
import type { Agents } from './agents.ts'

/**
 * The source each Node's sockets have towards its own Pods, read from the kernel, since it depends on the order of
 * devices (datapath 0.1). Empty where a bridge decides it; a Node without Pods keeps what was read `before`.
 */
export async function readLocalPodSources(
  network: Network,
  agents: Agents,
  { pods }: Scenario,
  addressOf: (pod: string) => string | undefined,
  before: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  if (network.podLinks === 'bridge') return {}
  const first = Map.groupBy(
    pods.filter((pod) => !pod.hostNetwork),
    (pod) => pod.nodeName,
  )
  const commands = [...first].flatMap(([node, [pod]]) => {
    const address = pod === undefined ? undefined : addressOf(pod.name)
    if (address === undefined || before[node] !== undefined) return []
    const command: CommandSpec = { place: nodePlace(node), argv: ['ip', '-j', 'route', 'get', address] }
    const entry: [string, CommandSpec[]] = [node, [command]]
    return [entry]
  })
  const results = await agents.run(new Map(commands))
  const read = [...results].flatMap(([node, [result]]) => {
    const source = result === undefined || result.exitCode !== 0 ? undefined : preferredSource(result.stdout)
    return source === undefined ? [] : [[node, source] as const]
  })
  return { ...before, ...Object.fromEntries(read) }
}

/** `prefsrc` of the one route that `ip -j route get` prints; undefined where it has none. */
export function preferredSource(json: string): string | undefined {
  const [route] = JSON.parse(json) as { prefsrc?: string }[]
  return route?.prefsrc
}
