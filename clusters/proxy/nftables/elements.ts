import { nftablesChains } from '../names.ts'
import type { NodeServicePort, Way } from '../node-service-port.ts'

/** Contents of kube-proxy's maps and its set, by their names. */
export type Elements = Record<(typeof containers)[number], Map<string, string>>

const containers = [
  'cluster-ips',
  'service-ips',
  'service-nodeports',
  'no-endpoint-services',
  'no-endpoint-nodeports',
] as const

/** Empties all of them and fills them again. Of two Services that want the same key the first has it. */
export function elementLines(ports: readonly NodeServicePort[]): string[] {
  const elements = Object.fromEntries(containers.map((name) => [name, new Map()])) as Elements
  for (const port of ports) addPort(elements, port)
  return containers.flatMap((name) => [
    `flush ${name === 'cluster-ips' ? 'set' : 'map'} ip kube-proxy ${name}`,
    ...(elements[name].size === 0
      ? []
      : [`add element ip kube-proxy ${name} { ${[...elements[name]].map(asElement).join(', ')} }`]),
  ])
}

const asElement = ([key, verdict]: [string, string]): string => (verdict === '' ? key : `${key} : ${verdict}`)

function addPort(elements: Elements, port: NodeServicePort): void {
  const { protocol, clusterIP, nodePort } = port
  const chains = nftablesChains(port)
  const key = (address: string) => `${address} . ${protocol} . ${port.port}`
  const internal = refusal(port.internal)
  add(elements['cluster-ips'], clusterIP, '')
  if (internal === undefined) {
    add(elements['service-ips'], key(clusterIP), `goto ${port.internal === 'local' ? chains.local : chains.cluster}`)
  } else {
    add(elements['no-endpoint-services'], key(clusterIP), internal)
  }
  const external = refusal(port.external)
  const taken = port.isReachedFromOutside ? `goto ${chains.external}` : undefined
  for (const address of port.externalIPs) {
    add(elements['service-ips'], key(address), taken)
    add(elements['no-endpoint-services'], key(address), external)
  }
  if (nodePort === undefined) return
  add(elements['service-nodeports'], `${protocol} . ${nodePort}`, taken)
  add(elements['no-endpoint-nodeports'], `${protocol} . ${nodePort}`, external)
}

function add(map: Map<string, string>, key: string, value: string | undefined): void {
  if (value !== undefined && !map.has(key)) map.set(key, value)
}

function refusal(way: Way): string | undefined {
  return { cluster: undefined, local: undefined, reject: 'goto reject-chain', drop: 'drop' }[way]
}
