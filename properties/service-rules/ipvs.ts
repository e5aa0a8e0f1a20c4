import { portId, type ReadPort, type ReadRules } from './read-rules.ts'

/** One virtual server; `stays`: how long it remembers clients, in the lines' own unit. */
interface VirtualServer {
  key: string
  endpoints: string[]
  stays?: number
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
  const servers = isSaved ? readSaved(lines) : readFile(lines)
  const isOfNode = ({ key }: VirtualServer) => nodeAddresses.some((address) => key.includes(` ${address}:`))
  const rate = isSaved ? 1 : tickRate(servers, promised)
  const ports = servers
    .filter((server) => !isOfNode(server))
    .map(({ key, endpoints, stays }): [string, ReadPort] => [
      key,
      { endpoints, even: true, seconds: stays === undefined ? [] : [stays / rate] },
    ])
  const nodePorts = servers.filter(isOfNode).map(({ key }) => key.replace(/ \S+:/, ' '))
  return { missingJumps: [], ports: new Map(ports), nodePorts: new Set(nodePorts) }
}

/** `-A -t 10.96.0.20:80 -s rr -p 300`, and under it `-a -t 10.96.0.20:80 -r 10.244.1.2:8080 -m -w 1`. */
function readSaved(lines: readonly string[]): VirtualServer[] {
  const servers: VirtualServer[] = []
  for (const line of lines) {
    const [, letter, address = '', port = ''] = / -([tu]) (\S+):(\d+)/.exec(line) ?? []
    const [, stays] = / -p (\d+)/.exec(line) ?? []
    const [, server, weight] = / -r (\S+) .*-w (\d+)/.exec(line) ?? []
    if (line.startsWith('-A ')) {
      const key = portId(letter === 't' ? 'tcp' : 'udp', address, port)
      servers.push({ key, endpoints: [], ...(stays !== undefined && { stays: Number(stays) }) })
    } else if (server !== undefined && finishes !== weight) servers.at(-1)?.endpoints.push(server)
  }
  return servers
}

/** Addresses and ports in hexadecimal, times in ticks. */
function readFile(lines: readonly string[]): VirtualServer[] {
  const servers: VirtualServer[] = []
  for (const line of lines) {
    const [, protocol, address = '', port = '', rest = ''] =
      /^(TCP|UDP)\s+([0-9A-F]{8}):([0-9A-F]{4})(.*)/.exec(line) ?? []
    const [, stays] = /persistent (\d+)/.exec(rest) ?? []
    const [, server, serverPort = '', weight] = /->\s+([0-9A-F]{8}):([0-9A-F]{4})\s+Masq\s+(\d+)/.exec(line) ?? []
    if (protocol !== undefined) {
      const key = portId(protocol.toLowerCase(), dotted(address), Number.parseInt(port, 16))
      servers.push({ key, endpoints: [], ...(stays !== undefined && { stays: Number(stays) }) })
    } else if (server !== undefined && finishes !== weight)
      servers.at(-1)?.endpoints.push(`${dotted(server)}:${Number.parseInt(serverPort, 16)}`)
  }
  return servers
}

/** The weight of an endpoint that goes, and only finishes what it has. */
const finishes = '0'

/** Ticks of a second that kernels are built with. A namespace cannot ask for it: the one that suits most ports is taken. */
const tickRates = [250, 1000, 100, 300]

function tickRate(servers: readonly VirtualServer[], promised: ReadonlyMap<string, number>): number {
  const suited = (rate: number) =>
    servers.filter(({ key, stays }) => stays !== undefined && stays === (promised.get(key) ?? 0) * rate).length
  return tickRates.reduce((best, rate) => (suited(rate) > suited(best) ? rate : best))
}

const dotted = (address: string): string =>
  [0, 2, 4, 6].map((at) => Number.parseInt(address.slice(at, at + 2), 16)).join('.')
