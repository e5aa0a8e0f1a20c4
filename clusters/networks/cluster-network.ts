import type { Network } from '../../properties/model/networks/network.ts'
import type { Installation } from './installation.ts'
import type { Wiring } from './wiring.ts'

/** How a network of the model is brought about. */
export interface ClusterNetwork {
  network: Network
  /** In the lab: devices, routes and rules that podnet makes itself. */
  wiring: Wiring
  /** In a Kubernetes cluster: objects of the real thing. */
  installation: Installation
}
