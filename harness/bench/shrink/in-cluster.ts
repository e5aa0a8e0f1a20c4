import type { ClusterProvider, StartedCluster } from '../../../clusters/cluster.ts'
import { labProvider } from '../../../clusters/lab/provider.ts'
import { flannelVxlan } from '../../../properties/model/networks/flannel-vxlan.ts'
import type { Fault } from './fault.ts'
import { topology } from './large-scenario.ts'
import { withFault } from './planted-cluster.ts'

/** Runs an action in a cluster of a provider that has the fault whatever it holds; removes the cluster. */
export async function inCluster<T>(
  provider: ClusterProvider,
  name: string,
  fault: Fault,
  signal: AbortSignal,
  action: (cluster: StartedCluster) => Promise<T>,
): Promise<T> {
  const request = { name, network: flannelVxlan, topology, proxy: 'iptables', keep: false } as const
  const cluster = await provider.start(request, signal)
  try {
    return await action(withFault(cluster, fault))
  } finally {
    await cluster.stop()
  }
}

/** The same in the lab. */
export const inLab = <T>(
  name: string,
  fault: Fault,
  signal: AbortSignal,
  action: (cluster: StartedCluster) => Promise<T>,
): Promise<T> => inCluster(labProvider, name, fault, signal, action)
