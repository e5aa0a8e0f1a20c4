import type { ClusterFacts } from '../../../properties/model/cluster-facts.ts'
import type { Network } from '../../../properties/model/networks/network.ts'
import { readNodeFiles } from '../../structure/node-files.ts'
import type { Hands } from '../apply.ts'
import type { Running } from '../pods/create.ts'
import { readKubernetesFacts } from './kubernetes-facts.ts'

/** Reads the files of the Nodes and the Kubernetes API, all at once. Throws AgentError or the API's error. */
export async function readClusterFacts(
  { network, client, agents, nodeNames }: Pick<Hands, 'network' | 'client' | 'agents' | 'nodeNames'>,
  running: Running,
  signal: AbortSignal,
): Promise<ClusterFacts> {
  const podByUid = new Map(Object.entries(running).map(([name, { uid }]) => [uid, name]))
  const [files, kubernetes] = await Promise.all([
    readNodeFiles(
      Object.keys(nodeNames),
      (uid) => podByUid.get(uid),
      (commands) => agents.run(commands, signal),
    ),
    readKubernetesFacts(client, network, nodeNames),
  ])
  return { files, kubernetes }
}

/** Program of a network's daemon; undefined where several programs share the work, as Calico's do. */
export function daemonOf({ plugin }: Network): string | undefined {
  return plugin === 'flannel' ? 'flanneld' : undefined
}
