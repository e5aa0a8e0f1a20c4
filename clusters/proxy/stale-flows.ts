import { isProxied, serviceKey } from '../../properties/model/service.ts'
import { portEndpoints, type ServedService } from '../../properties/model/services/endpoint-slice.ts'
import { addressAndPort } from './names.ts'

/** A UDP flow as connection tracking holds it: where it was sent, and who answers. */
export interface UdpFlow {
  destination: { address: string; port: number }
  server: { address: string; port: number }
}

/** The flows that `conntrack -L -p udp` prints. */
export function parseUdpFlows(text: string): UdpFlow[] {
  return text.split('\n').flatMap((line) => {
    const values = (key: string) => [...line.matchAll(new RegExp(`\\b${key}=(\\S+)`, 'g'))].map((match) => match[1])
    const [, server] = values('src')
    const [destination] = values('dst')
    const [, serverPort] = values('sport')
    const [port] = values('dport')
    if (!line.startsWith('udp') || server === undefined || destination === undefined) return []
    return [
      {
        destination: { address: destination, port: Number(port) },
        server: { address: server, port: Number(serverPort) },
      },
    ]
  })
}

/** Whether a change is one after which kube-proxy looks at connection tracking: endpoints of a UDP port came or went. */
export function touchesUdp(before: readonly ServedService[], after: readonly ServedService[]): boolean {
  return udpSlices(before) !== udpSlices(after)
}

function udpSlices(services: readonly ServedService[]): string {
  const slices = services.map(({ service, slices }) => [
    serviceKey(service),
    slices.filter(({ ports }) => ports.some(({ protocol }) => protocol === 'UDP')),
  ])
  return JSON.stringify(slices.filter(([, list]) => list?.length !== 0).toSorted())
}

/**
 * The `conntrack -D` commands that end UDP flows to what is no serving endpoint any more. As kube-proxy's reconciler, it
 * leaves alone the flows of Services that are gone and of those without any serving endpoint (kubernetes#139628), and
 * does not ask which Node's policy the endpoint suits.
 */
export function staleFlowCommands(services: readonly ServedService[], flows: readonly UdpFlow[]): string[][] {
  const { byAddress, byNodePort } = servingEndpoints(services)
  const commands = flows.flatMap(({ destination, server }) => {
    const isStale = (serving: ReadonlySet<string> | undefined) =>
      serving !== undefined && !serving.has(addressAndPort(server))
    const toServer = `--reply-src ${server.address} --reply-port-src ${server.port}`
    return [
      ...(isStale(byAddress.get(addressAndPort(destination)))
        ? [`--orig-dst ${destination.address} --orig-port-dst ${destination.port} ${toServer}`]
        : []),
      ...(isStale(byNodePort.get(destination.port)) ? [`--orig-port-dst ${destination.port} ${toServer}`] : []),
    ]
  })
  return [...new Set(commands)].map((words) => deleteUdp(words))
}

/** The portmap plugin ends all flows to a hostPort that it opens, and none when it closes one. */
export function openedHostPortCommands(hostPorts: readonly number[]): string[][] {
  return hostPorts.map((port) => deleteUdp(`--orig-port-dst ${port}`))
}

const deleteUdp = (words: string): string[] => `conntrack -D -p udp ${words}`.split(' ')

/** Serving endpoints of UDP ports that have one, by ClusterIP or externalIP with port, and by NodePort. */
function servingEndpoints(services: readonly ServedService[]) {
  const byAddress = new Map<string, Set<string>>()
  const byNodePort = new Map<number, Set<string>>()
  for (const served of services.filter(({ service }) => isProxied(service))) {
    const { clusterIP = '', externalIPs = [], ports } = served.service
    for (const servicePort of ports.filter(({ protocol }) => protocol === 'UDP')) {
      const endpoints = portEndpoints(served, servicePort).filter(({ conditions }) => conditions.serving)
      if (endpoints.length === 0) continue
      const serving = new Set(endpoints.map(addressAndPort))
      for (const address of [clusterIP, ...externalIPs]) {
        byAddress.set(addressAndPort({ address, port: servicePort.port }), serving)
      }
      if (servicePort.nodePort !== undefined) byNodePort.set(servicePort.nodePort, serving)
    }
  }
  return { byAddress, byNodePort }
}
