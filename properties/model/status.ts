/** A Node as the cluster reports it, the counterpart of its Node object and annotations. */
export interface NodeStatus {
  name: string
  /** InternalIP. */
  address: string
  /** Ranges the Node owns: its podCIDR (flannel) or its blocks (Calico). */
  podRanges: string[]
  /** Address of the tunnel device where the network allocates one (Calico). flannel's follows from the podCIDR. */
  tunnelAddress?: string
  /**
   * Source a Node's unbound socket has towards its own Pods where the bridge does not decide it (Calico: the first
   * global address in device order, datapath 0.1).
   */
  localPodSource?: string
  /** IPs of Pods of the Pod network that the cluster runs beside the scenario's, such as CoreDNS; none by default. */
  otherPods?: string[]
}

export interface PodStatus {
  name: string
  nodeName: string
  hostNetwork: boolean
  /** `status.podIPs`: what the cluster says the Pod's addresses are. For host-network Pods the Node's. */
  ips: string[]
}

/** What the cluster says of itself once a scenario is applied. */
export interface ClusterStatus {
  nodes: NodeStatus[]
  pods: PodStatus[]
}
