import { portId, type ReadPort, type ReadRules } from './read-rules.ts'

/**
 * The virtual servers of /proc/net/ip_vs, whose addresses and ports are hexadecimal and whose times are ticks (datapath
 * 1.4, ip_vs_ctl.c). `promised`: seconds by port, from which the length of a tick is found.
 */
export function readIpvs(
  lines: readonly string[],
  nodeAddresses: readonly string[],
  promised: ReadonlyMap<string, number>,
): ReadRules {
  const ports = new Map<string, { endpoints: string[]; ticks: number[] }>()
  let open: { endpoints: string[]; ticks: number[] } | undefined
  for (const line of lines) {
    const [, protocol, address = '', port = '', rest = ''] =
      /^(TCP|UDP)\s+([0-9A-F]{8}):([0-9A-F]{4})(.*)/.exec(line) ?? []
    if (protocol !== undefined) {
      const [, ticks] = /persistent (\d+)/.exec(rest) ?? []
      open = { endpoints: [], ticks: ticks === undefined ? [] : [Number(ticks)] }
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
  const ofServices = [...ports].filter(([key]) => !isOfNode(key))
  const times = ofServices.flatMap(([key, { ticks }]) =>
    ticks.map((one) => ({ ticks: one, seconds: promised.get(key) })),
  )
  const rate = tickRate(times)
  const services = ofServices.map(([key, { endpoints, ticks }]): [string, ReadPort] => [
    key,
    { endpoints, even: true, seconds: ticks.map((one) => one / rate) },
  ])
  return { missingJumps: [], ports: new Map(services), nodePorts: new Set(nodePorts) }
}

/** Ticks of a second that kernels are built with. A namespace cannot ask for it: the one that suits most ports is taken. */
const tickRates = [250, 1000, 100, 300]

function tickRate(times: readonly { ticks: number; seconds: number | undefined }[]): number {
  const suited = (rate: number) => times.filter(({ ticks, seconds }) => ticks === (seconds ?? 0) * rate).length
  return tickRates.reduce((best, rate) => (suited(rate) > suited(best) ? rate : best))
}

const dotted = (address: string): string =>
  [0, 2, 4, 6].map((at) => Number.parseInt(address.slice(at, at + 2), 16)).join('.')
