import { hostAddress, prefixLength } from '../../../properties/model/address.ts'
import type { Network } from '../../../properties/model/networks/network.ts'
import type { Topology } from '../../../properties/model/topology.ts'
import { netConf } from '../../networks/net-conf.ts'

/** A key of etcd with its value. */
export type Entry = readonly [key: string, value: string]

const prefix = '/coreos.com/network'

/**
 * What etcd has to hold before the first flanneld starts: the network's configuration and, so that every Node gets the
 * podCIDR of the topology, a reservation without an end for each Node's address.
 */
export function flannelEntries(network: Network, { podCIDR, nodes }: Topology): Entry[] {
  const ranges = nodes.map((node) => node.podCIDR)
  const config = {
    ...netConf(network, podCIDR),
    SubnetLen: Math.max(...ranges.map(prefixLength)),
    // flanneld leaves out the first subnet unless it is told otherwise.
    SubnetMin: hostAddress(podCIDR, 0),
  }
  return [
    [`${prefix}/config`, JSON.stringify(config)],
    ...nodes.map(
      ({ podCIDR, address }): Entry => [
        `${prefix}/subnets/${podCIDR.replace('/', '-')}`,
        JSON.stringify({ PublicIP: address }),
      ],
    ),
  ]
}
