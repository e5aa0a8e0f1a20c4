import type { PortProtocol, Service } from './service.ts'
import type { Step } from './step.ts'

/** What Kubernetes knows of a container's port. The server listens there without it; it gives the port a name and a hostPort. */
export interface ContainerPort {
  /** A Service's targetPort may name it; unique in the Pod. */
  name?: string
  protocol: PortProtocol
  /** Port of the Node that leads here. */
  hostPort?: number
}

/** One program of a Pod. All containers of a Pod share its network namespace: only the port tells them apart. */
export interface Container {
  name: string
  /** TCP and UDP port the container listens on, 1 to 65535. */
  port: number
  /** None by default. */
  ports?: ContainerPort[]
}

/** Where a Pod's names are looked up. `ClusterFirst` by default. */
export type DnsPolicy = 'ClusterFirst' | 'ClusterFirstWithHostNet' | 'Default'

/** A Pod as the scenario asks for it. Its IP is not part of the request: the network assigns it. */
export interface Pod {
  /** DNS label, unique in the scenario. */
  name: string
  /** The scenario's own namespace where absent. */
  namespace?: string
  nodeName: string
  /** true: the Pod uses the Node's network namespace and addresses. */
  hostNetwork: boolean
  containers: Container[]
  labels?: Record<string, string>
  /** Its readiness; true by default. A Pod that is not ready listens as any other: only the Service layer must leave it out. */
  ready?: boolean
  /** true: it has been told to end and still runs; false by default. */
  terminating?: boolean
  hostname?: string
  /** With `hostname`, the headless Service under which the Pod has a DNS name of its own. */
  subdomain?: string
  dnsPolicy?: DnsPolicy
}

/** The generated value: what runs where. */
export interface Scenario {
  pods: Pod[]
  /** None by default. */
  services?: Service[]
  /** Nodes of the topology that are not part of the cluster: no other Node knows of them, and no Pod is there. None by default. */
  absentNodes?: string[]
  /** What happens to it afterwards, in this order; none by default. */
  steps?: Step[]
}

/** Port of the listener every Pod of the Pod network has on 127.0.0.1 alone. */
export const loopbackOnlyPort = 9099
/** Port the Node's own server listens on, on each of the Node's addresses. */
export const nodeServerPort = 7946
/** Port of the host outside the cluster. */
export const externalServerPort = 8080
/** A port that no server of podnet uses. */
export const closedPort = 4

/** Told to end, and still running: there is no way back. */
export const isTerminating = ({ terminating = false }: Pick<Pod, 'terminating'>): boolean => terminating
