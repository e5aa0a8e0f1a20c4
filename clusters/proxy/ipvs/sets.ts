import type { Endpoint } from '../../../properties/model/services/endpoint-slice.ts'
import type { NodeSpec } from '../../../properties/model/topology.ts'
import { type NodeServicePort, reachableEndpoints } from '../node-service-port.ts'

/** kube-proxy's sets, but for those of load balancers and SCTP; each with its type. What the rules match is in them alone. */
const types = {
  'KUBE-LOOP-BACK': 'hash:ip,port,ip',
  'KUBE-CLUSTER-IP': 'hash:ip,port',
  'KUBE-EXTERNAL-IP': 'hash:ip,port',
  'KUBE-EXTERNAL-IP-LOCAL': 'hash:ip,port',
  'KUBE-NODE-PORT-TCP': 'bitmap:port range 0-65535',
  'KUBE-NODE-PORT-LOCAL-TCP': 'bitmap:port range 0-65535',
  'KUBE-NODE-PORT-UDP': 'bitmap:port range 0-65535',
  'KUBE-NODE-PORT-LOCAL-UDP': 'bitmap:port range 0-65535',
  'KUBE-IPVS-IPS': 'hash:ip',
} as const

export type SetName = keyof typeof types

/** Input of `ipset restore` that makes all sets, empty. */
export const createSets: readonly string[] = Object.entries(types).map(([name, type]) => `create ${name} ${type}`)

/** Input of `ipset restore` that makes the sets' entries those of `after`. */
export function setChanges(before: readonly string[], after: readonly string[]): string[] {
  return [
    ...after.filter((entry) => !before.includes(entry)).map((entry) => `add ${entry}`),
    ...before.filter((entry) => !after.includes(entry)).map((entry) => `del ${entry}`),
  ]
}

/** What is in the sets of a Node, each entry once, after its set's name. `bound`: addresses of kube-ipvs0. */
export function setEntries(node: NodeSpec, ports: readonly NodeServicePort[], bound: readonly string[]): string[] {
  const entry = (set: SetName, element: string | number) => `${set} ${element}`
  const all = ports.flatMap((port) => {
    const { protocol, clusterIP, externalIPs, nodePort, externalPolicy } = port
    const at = (address: string, number = port.port) => `${address},${protocol}:${number}`
    const isHere = ({ nodeName }: Endpoint) => nodeName === node.name
    const names = nodePortSets[protocol]
    return [
      ...reachableEndpoints(port)
        .filter(isHere)
        .map((one) => entry('KUBE-LOOP-BACK', `${at(one.address, one.port)},${one.address}`)),
      entry('KUBE-CLUSTER-IP', at(clusterIP)),
      ...externalIPs.map((address) =>
        entry(externalPolicy === 'Local' ? 'KUBE-EXTERNAL-IP-LOCAL' : 'KUBE-EXTERNAL-IP', at(address)),
      ),
      ...(nodePort === undefined ? [] : [entry(names.all, nodePort)]),
      ...(nodePort === undefined || externalPolicy !== 'Local' ? [] : [entry(names.local, nodePort)]),
    ]
  })
  return [...new Set([...all, ...bound.map((address) => entry('KUBE-IPVS-IPS', address))])]
}

const nodePortSets = {
  tcp: { all: 'KUBE-NODE-PORT-TCP', local: 'KUBE-NODE-PORT-LOCAL-TCP' },
  udp: { all: 'KUBE-NODE-PORT-UDP', local: 'KUBE-NODE-PORT-LOCAL-UDP' },
} as const
