import type { ClusterDns } from './services/dns/cluster-dns.ts'
import type { ServedService } from './services/endpoint-slice.ts'
import type { ServiceProxy } from './services/proxy.ts'

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
  /** Its label topology.kubernetes.io/zone; absent without one. */
  zone?: string
  /** Its proxy drops packets that connection tracking calls invalid, as kube-proxy does; false by default. */
  dropsInvalid?: boolean
  /** Its kernel holds ICMP errors back when there are many, so that a refusal may go unheard; false by default. */
  limitsErrors?: boolean
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
  /** What implements Services, and its settings; absent in a cluster without. */
  proxy?: ServiceProxy
  /** Every Service with its EndpointSlices, those of the cluster itself among them; none by default. */
  services?: ServedService[]
  /** Absent in a cluster without DNS. */
  dns?: ClusterDns
  /** Others use the cluster as well: what is not the scenario's comes and goes, and podnet does not know all of it. */
  shared?: true
}
