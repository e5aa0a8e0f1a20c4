import type { NodeFiles } from '../../properties/model/cluster-facts.ts'
import { nodePlace } from '../../properties/model/place.ts'
import type { CommandResult, CommandSpec } from '../agent/protocol.ts'
import {
  configurationsScript,
  parseConfigurations,
  parseEnvironment,
  parsePlugins,
  parseResults,
  pluginsScript,
  resultsScript,
  subnetFile,
} from './cni-files.ts'
import {
  containersScript,
  namespacesScript,
  parseContainers,
  processesScript,
  resolversScript,
  statesScript,
} from './containers.ts'
import type { RunOnHosts } from './read-structure.ts'

/** A Pod's name in the scenario, by the uid Kubernetes gave it; undefined for Pods that are not the scenario's. */
export type PodOfUid = (uid: string) => string | undefined

/** Reads the files of every Node, one request per Node. Nodes where neither plugins nor configurations lie are left out. */
export async function readNodeFiles(
  nodeNames: readonly string[],
  podOf: PodOfUid,
  run: RunOnHosts,
): Promise<Record<string, NodeFiles>> {
  const results = await run(new Map(nodeNames.map((name) => [name, nodeFileCommands(name)])))
  return Object.fromEntries(
    [...results].flatMap(([name, printed]) => {
      const files = parseNodeFiles(printed, podOf)
      return files === undefined ? [] : [[name, files] as const]
    }),
  )
}

/** What to run on a Node; `parseNodeFiles` understands the results. */
export function nodeFileCommands(nodeName: string): CommandSpec[] {
  const shell = (script: string) => ({ place: nodePlace(nodeName), argv: ['sh', '-c', script] })
  return [
    shell(pluginsScript),
    shell(configurationsScript),
    { place: nodePlace(nodeName), argv: ['cat', subnetFile] },
    shell(resultsScript),
    ...[containersScript, processesScript, namespacesScript, statesScript, resolversScript].map(shell),
  ]
}

export function parseNodeFiles(printed: readonly CommandResult[], podOf: PodOfUid): NodeFiles | undefined {
  const [plugins, configurations, subnet, results, containers, processes, namespaces, states, resolvers] = printed
  if (plugins?.exitCode !== 0 && configurations?.exitCode !== 0) return undefined
  const text = (result: CommandResult | undefined): string => result?.stdout ?? ''
  const records = {
    containers: text(containers),
    processes: text(processes),
    namespaces: text(namespaces),
    states: text(states),
    resolvers: text(resolvers),
  }
  return {
    plugins: parsePlugins(text(plugins)),
    configurations: parseConfigurations(text(configurations)),
    results: parseResults(text(results)),
    ...(subnet?.exitCode === 0 && { subnetEnvironment: parseEnvironment(subnet.stdout) }),
    // A container that goes while it is read makes jq complain; what it printed stands.
    ...(records.containers !== '' && { containers: parseContainers(records, podOf) }),
  }
}
