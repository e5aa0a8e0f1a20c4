/** One program of a Pod. All containers of a Pod share its network namespace: only the port tells them apart. */
export interface Container {
  name: string
  /** TCP and UDP port the container listens on, 1 to 65535. */
  port: number
}

/** A Pod as the scenario asks for it. Its IP is not part of the request: the network assigns it. */
export interface Pod {
  /** DNS label, unique in the scenario. */
  name: string
  nodeName: string
  /** true: the Pod uses the Node's network namespace and addresses. */
  hostNetwork: boolean
  containers: Container[]
}

/** The generated value: what runs where. */
export interface Scenario {
  pods: Pod[]
}

/** Port of the listener every Pod of the Pod network has on 127.0.0.1 alone. */
export const loopbackOnlyPort = 9099
/** Port the Node's own server listens on, on each of the Node's addresses. */
export const nodeServerPort = 7946
/** Port of the host outside the cluster. */
export const externalServerPort = 8080
/** A port that no server of podnet uses. */
export const closedPort = 4
