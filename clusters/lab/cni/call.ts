import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { nodePlace } from '../../../properties/model/place.ts'
import type { NodeSpec } from '../../../properties/model/topology.ts'
import type { CommandSpec } from '../../agent/protocol.ts'
import { namespacePath, podNamespace } from '../namespace.ts'
import type { CniPlugins, PluginConf } from './conf.ts'
import { withPodRange } from './pod-range.ts'

export interface PluginCall {
  command: 'ADD' | 'DEL'
  node: NodeSpec
  podName: string
  /** The result of the plugin before this one, or of the whole list when the Pod goes. */
  previous?: unknown
}

/** One execution of one plugin in its Node's network namespace, without a shell. */
export function pluginCall(plugins: CniPlugins, plugin: PluginConf, call: PluginCall): CommandSpec {
  const { command, node, podName } = call
  const id = containerId(podName)
  const variables = {
    CNI_COMMAND: command,
    CNI_CONTAINERID: id,
    CNI_NETNS: namespacePath(podNamespace(podName)),
    CNI_IFNAME: 'eth0',
    CNI_PATH: plugins.folder,
    // What a kubelet's runtime says of the Pod.
    CNI_ARGS: `IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=${podName};K8S_POD_INFRA_CONTAINER_ID=${id}`,
  }
  return {
    place: nodePlace(node.name),
    argv: [
      'env',
      ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
      join(plugins.folder, plugin.type),
    ],
    input: JSON.stringify(pluginInput(plugins, plugin, call)),
  }
}

/** A plugin's configuration as the runtime completes it. */
function pluginInput(
  { conf: { name, cniVersion } }: CniPlugins,
  plugin: PluginConf,
  { command, node, previous }: PluginCall,
): Record<string, unknown> {
  const { ipam, capabilities } = plugin
  // Before 0.4.0 a DEL has no result to go by.
  const knowsPrevious = previous !== undefined && (command === 'ADD' || cniVersion !== '0.3.1')
  return {
    ...withPodRange(plugin, node.podCIDR),
    name,
    cniVersion,
    ...(ipam?.type === 'host-local' && {
      ipam: { ...withPodRange(ipam, node.podCIDR), dataDir: leaseFolder(node.name) },
    }),
    // No Pod of a scenario has host ports.
    ...(capabilities?.portMappings === true && { runtimeConfig: { portMappings: [] } }),
    ...(knowsPrevious && { prevResult: previous }),
  }
}

/** host-local's leases: one folder for each Node, in the cluster's own /run, so that they end with it. */
function leaseFolder(node: string): string {
  return `/run/cni/${node}`
}

/** 64 hex digits, as container runtimes name a sandbox. */
function containerId(podName: string): string {
  return createHash('sha256').update(`default.${podName}`).digest('hex')
}
