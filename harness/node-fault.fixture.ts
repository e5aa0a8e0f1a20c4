import type { ClusterProvider, StartedCluster } from '../clusters/cluster.ts'
import { labProvider } from '../clusters/lab/provider.ts'
import { nodePlace } from '../properties/model/place.ts'
import type { Scenario } from '../properties/model/scenario.ts'

/** For tests: what goes wrong on node1 when node3 of three neighbours becomes part of the cluster, or is none any more. */
export interface NodeFault {
  joined?: string
  left?: string
}

/** For tests: the lab, in which node1 does not get along with Nodes that come and go. */
export function deafLab(fault: NodeFault): ClusterProvider {
  return {
    ...labProvider,
    start: async (request, signal) => deafen(await labProvider.start(request, signal), fault),
  }
}

function deafen(cluster: StartedCluster, fault: NodeFault): StartedCluster {
  const apply = cluster.apply.bind(cluster)
  const isAbsent = ({ absentNodes = [] }: Scenario) => absentNodes.includes('node3')
  cluster.apply = async (scenario, signal) => {
    const [before, after] = [isAbsent(cluster.scenario), isAbsent(scenario)]
    const status = await apply(scenario, signal)
    const script = before === after ? undefined : after ? fault.left : fault.joined
    const code = script === undefined ? 0 : await cluster.execute(nodePlace('node1'), ['sh', '-c', script])
    if (code !== 0) throw new Error(`the fault could not be planted: ${code}`)
    return status
  }
  return cluster
}

/** The forwarding entry of node3 is not there. */
export const noForwardingEntry: NodeFault = {
  joined:
    'mac=$(bridge fdb show dev flannel.1 | grep "dst 172.30.0.13 " | cut -d" " -f1) && bridge fdb del $mac dev flannel.1 dst 172.30.0.13 self',
}

/** The route to the Pods of node3 stays. */
export const staleRoute: NodeFault = { left: 'ip route add 10.244.3.0/24 via 10.244.3.0 dev flannel.1 onlink' }
