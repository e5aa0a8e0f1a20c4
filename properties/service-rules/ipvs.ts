import { type ListedServer, readListing } from './ipvs-listing.ts'
import { portId, type ReadPort, type ReadRules } from './read-rules.ts'

interface VirtualServer extends Omit<ListedServer, 'endpoints'> {
  endpoints: { server: string; weight: number }[]
}

/**
 * The virtual servers that `ipvsadm -Sn` prints, or /proc/net/ip_vs (datapath 1.4). `promised`: seconds for which each
 * port is to remember clients, from which the length of the file's ticks is found.
 */
export function readIpvs(
  lines: readonly string[],
  nodeAddresses: readonly string[],
  promised: ReadonlyMap<string, number>,
): ReadRules {
  const isSaved = lines.some((line) => line.startsWith('-A '))
  const servers = isSaved ? readSaved(lines) : readListing(lines)
  const isOfNode = ({ key }: VirtualServer) => nodeAddresses.some((address) => key.includes(` ${address}:`))
  const rate = isSaved ? 1 : tickRate(servers, promised)
  const ports = servers
    .filter((server) => !isOfNode(server))
    .map((server): [string, ReadPort] => [server.key, readPort(server, rate)])
  const nodePorts = servers.filter(isOfNode).map(({ key }) => key.replace(/ \S+:/, ' '))
  return { missingJumps: [], ports: new Map(ports), nodePorts: new Set(nodePorts) }
}

function readPort({ scheduler, endpoints, stays }: VirtualServer, rate: number): ReadPort {
  const used = endpoints.filter(({ weight }) => weight !== finishes)
  const even = new Set(used.map(({ weight }) => weight)).size <= 1
  const seconds = stays === undefined ? [] : [stays / rate]
  return { endpoints: used.map(({ server }) => server), even, seconds, scheduler }
}

/** `-A -t 10.96.0.20:80 -s rr -p 300`, and under it `-a -t 10.96.0.20:80 -r 10.244.1.2:8080 -m -w 1`. */
function readSaved(lines: readonly string[]): VirtualServer[] {
  const servers: VirtualServer[] = []
  for (const line of lines) {
    const [, letter, address = '', port = ''] = / -([tu]) (\S+):(\d+)/.exec(line) ?? []
    const [, scheduler = ''] = / -s (\w+)/.exec(line) ?? []
    const [, stays] = / -p (\d+)/.exec(line) ?? []
    const [, server, weight] = / -r (\S+) .*-w (\d+)/.exec(line) ?? []
    if (line.startsWith('-A ')) {
      const key = portId(letter === 't' ? 'tcp' : 'udp', address, port)
      servers.push({ key, scheduler, endpoints: [], ...(stays !== undefined && { stays: Number(stays) }) })
    } else if (server !== undefined) servers.at(-1)?.endpoints.push({ server, weight: Number(weight) })
  }
  return servers
}

/** The weight of an endpoint that goes, and only finishes what it has. */
const finishes = 0

/** Ticks of a second that kernels are built with. A namespace cannot ask for it: the one that suits most ports is taken. */
const tickRates = [250, 1000, 100, 300]

function tickRate(servers: readonly VirtualServer[], promised: ReadonlyMap<string, number>): number {
  const suited = (rate: number) =>
    servers.filter(({ key, stays }) => stays !== undefined && stays === (promised.get(key) ?? 0) * rate).length
  return tickRates.reduce((best, rate) => (suited(rate) > suited(best) ? rate : best))
}
