import type { Pod } from '../../../properties/model/scenario.ts'
import { type NodeSpec, nodeSpec, type Topology } from '../../../properties/model/topology.ts'
import type { Agents } from '../../agents/agents.ts'
import { type PluginCall, pluginCall } from './call.ts'
import type { CniPlugins, PluginConf } from './conf.ts'
import { CniPluginFailed, failureWords, parsed } from './failure.ts'
import { podAddressOf } from './result.ts'

/** Who runs plugins, and for which Nodes. */
export interface PluginRunner {
  agents: Agents
  plugins: CniPlugins
  topology: Topology
}

export interface AttachedPod {
  address: string
  /** Of the list's last plugin, to be told again when the Pod goes. */
  result: unknown
}

/**
 * Attaches Pods whose namespaces exist: Nodes at the same time, the Pods of a Node in their order, so that the same
 * scenario gets the same addresses. Returns what the plugins gave each, by name. Throws CniPluginFailed, or the
 * signal's reason, once no plugin runs any more.
 */
export async function attachPods(
  runner: PluginRunner,
  pods: readonly Pod[],
  signal: AbortSignal,
): Promise<Map<string, AttachedPod>> {
  const attached = new Map<string, AttachedPod>()
  await onEachNode(runner, pods, async (node, pod) => {
    signal.throwIfAborted()
    attached.set(pod.name, await attachPod(runner, node, pod.name))
  })
  return attached
}

/** Detaches Pods whose namespaces still exist. `results`: what attaching them gave, by name. Throws as attachPods does. */
export async function detachPods(
  runner: PluginRunner,
  pods: readonly Pod[],
  results: Readonly<Record<string, unknown>>,
): Promise<void> {
  await onEachNode(runner, pods, async (node, { name: podName }) => {
    for (const plugin of runner.plugins.conf.plugins.toReversed()) {
      await callPlugin(runner, plugin, { command: 'DEL', node, podName, previous: results[podName] })
    }
  })
}

async function attachPod(runner: PluginRunner, node: NodeSpec, podName: string): Promise<AttachedPod> {
  let result: unknown
  for (const plugin of runner.plugins.conf.plugins) {
    const said = await callPlugin(runner, plugin, { command: 'ADD', node, podName, previous: result })
    result = parsed(said)
    if (result === undefined) throw new CniPluginFailed(plugin.type, actionOf('ADD', node, podName), `no JSON: ${said}`)
  }
  const address = podAddressOf(result)
  const last = runner.plugins.conf.plugins.at(-1)?.type ?? ''
  if (address === undefined) {
    const words = `its result gives the Pod no IPv4 address: ${JSON.stringify(result)}`
    throw new CniPluginFailed(last, actionOf('ADD', node, podName), words)
  }
  return { address, result }
}

/** Returns what the plugin printed. Throws CniPluginFailed. */
async function callPlugin(runner: PluginRunner, plugin: PluginConf, call: PluginCall): Promise<string> {
  const { node, command, podName } = call
  const results = await runner.agents.run(new Map([[node.name, [pluginCall(runner.plugins, plugin, call)]]]))
  const [result] = results.get(node.name) ?? []
  if (result?.exitCode === 0) return result.stdout
  const words = result === undefined ? 'the agent gave no result' : failureWords(result)
  throw new CniPluginFailed(plugin.type, actionOf(command, node, podName), words)
}

const actionOf = (command: string, node: NodeSpec, podName: string) => `(${command} of pod/${podName} on ${node.name})`

/** Does the same for every Pod of the Pod network; then throws the first error. */
async function onEachNode(
  { topology }: PluginRunner,
  pods: readonly Pod[],
  action: (node: NodeSpec, pod: Pod) => Promise<void>,
): Promise<void> {
  const byNode = Map.groupBy(
    pods.filter((pod) => !pod.hostNetwork),
    (pod) => pod.nodeName,
  )
  const nodes = await Promise.allSettled(
    [...byNode].map(async ([name, pods]) => {
      for (const pod of pods) await action(nodeSpec(topology, name), pod)
    }),
  )
  const failed = nodes.find((node) => node.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}
