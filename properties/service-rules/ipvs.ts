import { portId, type ReadPort, type ReadRules } from './read-rules.ts'

/** The virtual servers of /proc/net/ip_vs, whose addresses and ports are hexadecimal (datapath 1.4). */
export function readIpvs(lines: readonly string[], nodeAddresses: readonly string[]): ReadRules {
  const ports = new Map<string, { endpoints: string[]; even: boolean; seconds: number[] }>()
  let open: { endpoints: string[]; even: boolean; seconds: number[] } | undefined
  for (const line of lines) {
    const [, protocol, address = '', port = '', rest = ''] =
      /^(TCP|UDP)\s+([0-9A-F]{8}):([0-9A-F]{4})(.*)/.exec(line) ?? []
    if (protocol !== undefined) {
      const [, seconds] = /persistent (\d+)/.exec(rest) ?? []
      open = { endpoints: [], even: true, seconds: seconds === undefined ? [] : [Number(seconds)] }
      ports.set(portId(protocol.toLowerCase(), dotted(address), Number.parseInt(port, 16)), open)
      continue
    }
    const [, server, serverPort = '', weight] = /->\s+([0-9A-F]{8}):([0-9A-F]{4})\s+Masq\s+(\d+)/.exec(line) ?? []
    // Weight 0: it goes, and finishes what it has.
    if (server !== undefined && weight !== '0')
      open?.endpoints.push(`${dotted(server)}:${Number.parseInt(serverPort, 16)}`)
  }
  const isOfNode = (key: string) => nodeAddresses.some((address) => key.includes(` ${address}:`))
  const nodePorts = [...ports.keys()].filter(isOfNode).map((key) => key.replace(/ \S+:/, ' '))
  const services = [...ports].filter(([key]) => !isOfNode(key)).map(([key, port]): [string, ReadPort] => [key, port])
  return { missingJumps: [], ports: new Map(services), nodePorts: new Set(nodePorts) }
}

const dotted = (address: string): string =>
  [0, 2, 4, 6].map((at) => Number.parseInt(address.slice(at, at + 2), 16)).join('.')
