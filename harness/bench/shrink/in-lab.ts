import type { StartedCluster } from '../../../clusters/cluster.ts'
import { labProvider } from '../../../clusters/lab/provider.ts'
import { flannelVxlan } from '../../../properties/model/networks/flannel-vxlan.ts'
import type { Fault } from './fault.ts'
import { topology } from './large-scenario.ts'
import { withFault } from './planted-cluster.ts'

/** Runs an action in a cluster of the lab that has the fault whatever it holds; removes the cluster. */
export async function inLab<T>(
  name: string,
  fault: Fault,
  signal: AbortSignal,
  action: (cluster: StartedCluster) => Promise<T>,
): Promise<T> {
  const request = { name, network: flannelVxlan, topology, proxy: 'iptables', keep: false } as const
  const cluster = await labProvider.start(request, signal)
  try {
    return await action(withFault(cluster, fault))
  } finally {
    await cluster.stop()
  }
}
