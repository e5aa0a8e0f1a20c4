import type { Topology } from '../../properties/model/topology.ts'

/** What a kubelet runs where nothing else is said, and kind says nothing else. Further Pods end as OutOfpods. */
const podsOfKubelet = 110
/** Most on one Node: four of the control plane, kube-proxy, the network's own two, CoreDNS twice and kind's storage. */
const podsOfSystem = 10

/** What keeps the kubelets from running so many Pods; `pods`: in all, spread evenly. */
export function kubeletProblems({ nodes }: Pick<Topology, 'nodes'>, pods: number): string[] {
  const perNode = Math.ceil(pods / nodes.length)
  const room = podsOfKubelet - podsOfSystem
  if (perNode <= room) return []
  return [
    `${perNode} Pods on a Node, host-network ones among them, but a kubelet runs ${podsOfKubelet}, and up to ` +
      `${podsOfSystem} of them are the cluster's own: ask for ${room} or fewer, or take the lab`,
  ]
}
