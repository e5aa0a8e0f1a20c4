import { createHash } from 'node:crypto'
import type { Network } from '../../properties/model/networks/network.ts'
import type { PodLink } from '../networks/wiring.ts'
import { podNamespace } from './namespace.ts'

/**
 * Name of the Node's end of a Pod's veth pair: `veth` and 8 hex digits, drawn by the bridge plugin, or `cali` and 11,
 * which Calico makes of the Pod's namespace and name. Here both come of the name, so that it is known without a look.
 */
export function hostDeviceName(network: Network, podName: string): string {
  const digits = createHash('sha1').update(`default.${podName}`).digest('hex')
  return network.podLinks === 'bridge' ? `veth${digits.slice(0, 8)}` : `cali${digits.slice(0, 11)}`
}

export function podLink(network: Network, name: string, address: string): PodLink {
  return { name, address, hostDevice: hostDeviceName(network, name), namespace: podNamespace(name) }
}
