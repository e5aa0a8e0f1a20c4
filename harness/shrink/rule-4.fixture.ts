import type { ClusterProvider } from '../../clusters/cluster.ts'
import { explain } from '../../properties/explain/explain.ts'
import { topologyOf } from '../../properties/model/default-topology.ts'
import type { Explanation } from '../../properties/model/explanation.ts'
import { flannelVxlanNft } from '../../properties/model/networks/flannel-vxlan-nft.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { nodesAndPodsReachEachOther } from '../../properties/nodes-and-pods-reach-each-other.ts'
import { collect } from '../explain/collect.ts'
import { checkCase } from '../run/check-case.ts'
import { type Shrunk, shrink } from './shrink.ts'

/** Four Pods on each of three Nodes. */
const scenario: Scenario = {
  pods: Array.from({ length: 12 }, (_, index) => ({
    name: `pod${index + 1}`,
    nodeName: `node${(index % 3) + 1}`,
    hostNetwork: false,
    containers: [{ name: 'main', port: 8080 }],
  })),
}

/**
 * For tests: the known defect of flannel's nftables mode (datapath 7), made as small as it gets on a cluster of a provider,
 * and explained there.
 */
export async function smallestOfRule4(
  provider: ClusterProvider,
  signal: AbortSignal,
): Promise<{ shrunk: Shrunk; explanation: Explanation }> {
  const name = `rule4-${process.pid}`
  const request = { name, network: flannelVxlanNft, topology: topologyOf([0, 0, 0]), keep: false }
  const cluster = await provider.start({ ...request, proxy: 'iptables' }, signal)
  try {
    const property = nodesAndPodsReachEachOther
    const where = { cluster, provider }
    const { checks, world } = await checkCase(
      { ...where, index: 0, scenario, properties: [property], slow: false },
      signal,
    )
    const check = checks.find(({ defect }) => defect === 'flannel-nft-rule-4-bound-socket')
    if (check?.probe === undefined) throw new Error('the defect did not show')
    // A known defect is not made again: it always occurs.
    const pinned = { property, world, check: { ...check, persistence: 'persistent' as const } }
    const shrunk = await shrink({ ...where, pinned, signal })
    const probe = shrunk.held?.check.probe
    if (shrunk.held === undefined || probe === undefined) throw new Error(`nothing smaller is held: ${shrunk.minimal}`)
    const evidence = await collect(cluster, shrunk.held.world, { ...shrunk.held.check, probe }, '', signal)
    return { shrunk, explanation: explain(evidence) }
  } finally {
    await cluster.stop()
  }
}
