import { z } from 'zod'
import type { InterfaceAddress, Link } from '../../properties/model/facts.ts'

const linkInfo = z.object({
  info_kind: z.string().optional(),
  info_data: z.record(z.string(), z.unknown()).optional(),
  info_slave_kind: z.string().optional(),
  info_slave_data: z.record(z.string(), z.unknown()).optional(),
})

/** A link of `ip -d -j addr show`, which holds all that `ip -d -j link show` does. */
export const linkSchema = z.object({
  ifindex: z.number(),
  ifname: z.string(),
  flags: z.array(z.string()),
  mtu: z.number(),
  address: z.string().optional(),
  master: z.string().optional(),
  link_index: z.number().optional(),
  link_netnsid: z.number().optional(),
  linkinfo: linkInfo.optional(),
  addr_info: z.array(z.object({ local: z.string().optional(), prefixlen: z.number(), scope: z.string() })).default([]),
})
type PrintedLink = z.infer<typeof linkSchema>

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** Leaves out what is undefined: a fact that was not printed is absent. */
function present<Value extends object>(value: Value): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as never
}

export function linkOf(link: PrintedLink): Link {
  const kind = link.linkinfo?.info_kind
  return present({
    index: link.ifindex,
    name: link.ifname,
    mac: link.address ?? '',
    mtuBytes: link.mtu,
    up: link.flags.includes('UP'),
    kind,
    master: link.master,
    peerIndex: kind === 'veth' ? link.link_index : undefined,
    peerNamespaceId: kind === 'veth' ? link.link_netnsid : undefined,
    vxlan: kind === 'vxlan' ? vxlanOf(link.linkinfo?.info_data ?? {}) : undefined,
    ipip: kind === 'ipip' ? ipipOf(link.linkinfo?.info_data ?? {}) : undefined,
    bridgePort: link.linkinfo?.info_slave_kind === 'bridge' ? portOf(link.linkinfo.info_slave_data ?? {}) : undefined,
  }) as Link
}

function vxlanOf(data: Record<string, unknown>): Link['vxlan'] {
  const local = text(data.local)
  return present({
    vni: Number(data.id),
    port: Number(data.port),
    local,
    learning: data.learning !== false,
  }) as Link['vxlan']
}

function ipipOf(data: Record<string, unknown>): Link['ipip'] {
  return present({ local: text(data.local), remote: text(data.remote) }) as Link['ipip']
}

function portOf(data: Record<string, unknown>): Link['bridgePort'] {
  return {
    hairpin: data.hairpin === true,
    state: text(data.state) ?? '',
    learning: data.learning === true,
    flood: data.flood === true,
    isolated: data.isolated === true,
  }
}

export function addressesOf(link: PrintedLink): InterfaceAddress[] {
  return link.addr_info.flatMap(({ local, prefixlen, scope }) =>
    local === undefined ? [] : [{ device: link.ifname, address: local, prefixLength: prefixlen, scope }],
  )
}
