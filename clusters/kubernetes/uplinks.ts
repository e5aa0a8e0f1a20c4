import { z } from 'zod'
import { hostAddress } from '../../properties/model/address.ts'
import { nodePlace } from '../../properties/model/place.ts'
import type { NodeSpec } from '../../properties/model/topology.ts'
import type { Agents } from '../agents/agents.ts'

/** The device that bears a Node's address. */
export interface Uplink {
  device: string
  mtuBytes: number
  /** The range its neighbours are in. */
  range: string
}

const links = z.array(
  z.object({
    ifname: z.string(),
    mtu: z.number(),
    addr_info: z.array(z.object({ local: z.string().optional(), prefixlen: z.number().optional() })),
  }),
)

/** Asks each Node for its uplink. Throws Error where no device bears the Node's address. */
export async function readUplinks(
  agents: Agents,
  nodes: readonly NodeSpec[],
  signal: AbortSignal,
): Promise<Map<string, Uplink>> {
  const argv = ['ip', '-4', '-j', 'addr', 'show']
  const results = await agents.run(new Map(nodes.map(({ name }) => [name, [{ place: nodePlace(name), argv }]])), signal)
  return new Map(
    nodes.map(({ name, address }) => {
      const uplink = uplinkOf(results.get(name)?.[0]?.stdout ?? '[]', address)
      if (uplink === undefined) throw new Error(`no device of ${name} bears its InternalIP ${address}`)
      return [name, uplink]
    }),
  )
}

/** Out of what `ip -4 -j addr show` prints. */
export function uplinkOf(json: string, address: string): Uplink | undefined {
  for (const { ifname, mtu, addr_info } of links.parse(JSON.parse(json))) {
    const found = addr_info.find(({ local }) => local === address)
    if (found === undefined) continue
    return { device: ifname, mtuBytes: mtu, range: rangeOf(address, found.prefixlen ?? 32) }
  }
  return undefined
}

/** `172.18.0.0/16` for an address of that range. */
function rangeOf(address: string, prefixLength: number): string {
  const range = `${address}/${prefixLength}`
  return `${hostAddress(range, 0)}/${prefixLength}`
}

/**
 * Nodes with their uplink and the number of their segment: neighbours are those whose uplinks are in one range, and
 * node1 is in 0.
 */
export function withUplinks(nodes: readonly NodeSpec[], uplinks: ReadonlyMap<string, Uplink>): NodeSpec[] {
  const ranges = [...new Set(nodes.map(({ name }) => uplinks.get(name)?.range))]
  return nodes.map((node) => {
    const { device, range } = uplinks.get(node.name) as Uplink
    return { ...node, uplink: device, segment: ranges.indexOf(range) }
  })
}

/** The smallest MTU of all uplinks. */
export const smallestMtuBytes = (uplinks: ReadonlyMap<string, Uplink>): number =>
  Math.min(...[...uplinks.values()].map(({ mtuBytes }) => mtuBytes))
