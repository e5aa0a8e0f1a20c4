/** What one container of a Pod is to the container runtime; the sandbox ("pause container") is one of them. */
export interface RuntimeContainer {
  id: string
  /** Id of its Pod's sandbox; a sandbox names itself. */
  sandboxId: string
  /** Name of the scenario's Pod it belongs to. */
  pod: string
  /** The container's own name; absent for the sandbox. */
  name?: string
  argv: string[]
  /** The resolv.conf of a sandbox, which all containers of its Pod see; absent where the runtime keeps none. */
  resolvConf?: string
  /** Inode of the network namespace its record names; absent where it names none, as for host-network Pods, or one that is gone. */
  networkNamespace?: number
  /** Its processes, oldest first. */
  processes: { pid: number; networkNamespace: number; startTicks: number }[]
}

/** What the CNI plugins answered for a sandbox's eth0, as the runtime keeps it. */
export interface CniResult {
  sandboxId: string
  /** Name of the configuration the runtime called the plugins with. */
  network: string
  addresses: string[]
}

/** What a Node's own files say of its Pod network: its agent reads them, no API is asked. */
export interface NodeFiles {
  /** Files of /opt/cni/bin. */
  plugins: { name: string; executable: boolean }[]
  /** Files of /etc/cni/net.d, in the order of their names: the runtime takes the first. */
  configurations: { name: string; text: string }[]
  /** /run/flannel/subnet.env by variable; absent without such a file. */
  subnetEnvironment?: Record<string, string>
  /** Containers of the scenario's Pods; absent where the runtime keeps them elsewhere than containerd does. */
  containers?: RuntimeContainer[]
  results: CniResult[]
}

/** What the Kubernetes API says of a cluster and its network. */
export interface KubernetesFacts {
  /** By the Node's name in scenarios. */
  nodes: Record<string, { internalIP: string; podCIDR: string; annotations: Record<string, string> }>
  /** The network's own ConfigMap, by key; absent without one. */
  networkConfiguration?: Record<string, string>
  /** The controller manager's command line; absent where it is no Pod of the cluster. */
  controllerManager?: string[]
}

/** What only a cluster of real Nodes has. */
export interface ClusterFacts {
  /** By the Node's name; only Nodes that could be read are present. */
  files: Record<string, NodeFiles>
  kubernetes: KubernetesFacts
}

/** How the network's daemon stood while probes were made. */
export interface PausedDaemon {
  /** Its program's name: `flanneld`. */
  program: string
  /** By the Node's name: its processes there, and how many of them ran at the end. */
  nodes: Record<string, { processes: number; running: number }>
}
