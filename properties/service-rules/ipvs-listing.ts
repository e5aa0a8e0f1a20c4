import { portId } from './read-rules.ts'

/** A virtual server with its real ones, as `ipvsadm -Ln` and /proc/net/ip_vs list them. */
export interface ListedServer {
  /** `PROTOCOL ADDRESS:PORT`. */
  key: string
  scheduler: string
  /** How long clients are remembered: the tool's seconds, the file's ticks. */
  stays?: number
  endpoints: ListedEndpoint[]
}

export interface ListedEndpoint {
  /** `ADDRESS:PORT`. */
  server: string
  weight: number
  /** Connections that are being made or stand. */
  active: number
  /** Those that are closing or closed and not forgotten yet, and all flows of UDP. */
  inactive: number
}

/** Reads either; the file has addresses and ports in hexadecimal. Other lines, heads among them, are passed over. */
export function readListing(lines: readonly string[]): ListedServer[] {
  const servers: ListedServer[] = []
  for (const line of lines) {
    const [, protocol, at = '', scheduler = '', rest = ''] = /^(TCP|UDP)\s+(\S+) (\S+)(.*)/.exec(line) ?? []
    const [, stays] = /persistent (\d+)/.exec(rest) ?? []
    if (protocol !== undefined) {
      const [address = '', port = ''] = readable(at).split(':')
      const key = portId(protocol.toLowerCase(), address, port)
      servers.push({ key, scheduler, ...(stays !== undefined && { stays: Number(stays) }), endpoints: [] })
      continue
    }
    const [, server, weight, active, inactive] = /->\s+(\S+:\w+)\s+Masq\s+(\d+)\s+(\d+)\s+(\d+)/.exec(line) ?? []
    if (server === undefined) continue
    const counts = { weight: Number(weight), active: Number(active), inactive: Number(inactive) }
    servers.at(-1)?.endpoints.push({ server: readable(server), ...counts })
  }
  return servers
}

function readable(text: string): string {
  const [, address, port = ''] = /^([0-9A-F]{8}):([0-9A-F]{4})$/.exec(text) ?? []
  if (address === undefined) return text
  const bytes = [0, 2, 4, 6].map((at) => Number.parseInt(address.slice(at, at + 2), 16))
  return `${bytes.join('.')}:${Number.parseInt(port, 16)}`
}
