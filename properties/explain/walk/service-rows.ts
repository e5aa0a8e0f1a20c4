import type { PlaceId } from '../../model/place.ts'
import type { Fate } from '../filter/filter.ts'
import { askFilter, askNat } from '../filter/packet-filter.ts'
import { describePacket, type Packet } from '../packet.ts'
import { describeRule, showRule } from './filter-rows.ts'
import type { Journey, ServiceCall } from './journey.ts'
import { atHook, factsOf, filterOf, placeOfNode, type Scene } from './scene.ts'
import { type Row, row, sysctlRow, toTheEnd } from './step.ts'
import { missingJumps, whyNotAllRules } from './translation.ts'

/** What the entry Node makes of a call: the packet as it goes on, and what is to be said of it. */
export interface Translated {
  rows: Row[]
  /** Undefined where nothing translates it, or nobody should answer. */
  packet?: Packet
}

const direction = 'forward'
const command = 'iptables-save -t nat; nft list table ip kube-proxy'

/** The Service layer of the entry Node (datapath 4.5): jumps, the Service's rules, its endpoints, and flows remembered. */
export function translate(
  scene: Scene,
  journey: Journey,
  entry: string,
  packet: Packet,
  inDevice: string | undefined,
): Translated {
  const { service } = journey
  if (service === undefined) return { rows: [], packet }
  const place = placeOfNode(entry)
  const hook = inDevice === undefined ? 'output' : 'prerouting'
  const fates = askNat(filterOf(scene, place), atHook(scene, place, hook, packet, { inDevice }))
  const translated = fates.filter(({ kind }) => kind === 'translated')
  const rows = [...loopbackRow(scene, place, packet)]
  if (service.expected.length === 0) return { rows: [...rows, refusalRow(scene, place, packet, inDevice, fates)] }
  const went = wentTo(service)
  const stale = staleRow(place, packet, service, translated)
  if (stale !== undefined) return { rows: [...rows, stale], ...onwards(packet, went, undefined) }
  const chosen =
    translated.find(({ to }) => to === went) ??
    translated.find(({ to }) => service.expected.includes(to ?? '')) ??
    translated[0]
  return {
    rows: [
      ...rows,
      jumpRow(scene, place, packet, hook, translated),
      ...endpointRows(scene, place, service, translated, went),
    ],
    ...onwards(packet, went ?? chosen?.to, chosen),
  }
}

function onwards(packet: Packet, to: string | undefined, fate: Fate | undefined): Pick<Translated, 'packet'> {
  const [address, port] = to?.split(':') ?? []
  if (address === undefined || port === undefined) return {}
  const mark = fate?.mark ?? packet.mark
  return { packet: { ...packet, destination: address, destinationPort: Number(port), translated: true, mark } }
}

/** `ADDRESS:PORT` that connection tracking sends the attempt to; undefined where it knows nothing, or did not translate. */
function wentTo({ flow }: ServiceCall): string | undefined {
  if (flow === undefined || flow.reply.source === flow.original.destination) return undefined
  return `${flow.reply.source}:${flow.reply.sourcePort}`
}

/** Calls of 127.0.0.1 leave the Node only where the kernel is told that they may. */
function loopbackRow(scene: Scene, place: PlaceId, { destination }: Packet): Row[] {
  if (!destination.startsWith('127.')) return []
  const name = 'net.ipv4.conf.all.route_localnet'
  const value = factsOf(scene, place)?.sysctls[name]
  return [sysctlRow(direction, { hop: 'loopback', place, late: toTheEnd }, name, value)]
}

function jumpRow(
  scene: Scene,
  place: PlaceId,
  packet: Packet,
  hook: 'prerouting' | 'output',
  translated: readonly Fate[],
): Row {
  const { target } = scene.probe
  const name = target.service ?? `${target.kind} ${target.address}:${target.port}`
  const jumps = target.kind === 'host-port' ? [] : missingJumps(scene, place, hook)
  const object =
    translated.length > 0
      ? `rules of ${name}`
      : (jumps[0] ?? `${target.kind === 'host-port' ? 'hostPort rules' : 'rules'} of ${name}`)
  const targets = [...new Set(translated.map(({ to }) => to))].join(', ')
  const finding = { hop: 'service', place, object, expected: `${describePacket(packet)} translated` }
  if (translated.length > 0)
    return row(direction, { ...finding, actual: `lead to ${targets}`, command, late: toTheEnd }, true)
  const unread = jumps.length > 0 ? undefined : whyNotAllRules(scene, place)
  const actual = unread ?? 'nothing translates it'
  return row(direction, { ...finding, actual, command, late: toTheEnd }, unread === undefined ? false : 'unknown')
}

/** Endpoints in the rules that are none, where the attempt may have gone there; and those that are left out. */
function endpointRows(
  scene: Scene,
  place: PlaceId,
  { expected }: ServiceCall,
  translated: readonly Fate[],
  went: string | undefined,
): Row[] {
  if (translated.length === 0) return []
  const foreign = translated.find(
    ({ to }) => to !== undefined && !expected.includes(to) && (went === undefined || went === to),
  )
  const missing = expected.filter((one) => translated.every(({ to }) => to !== one))
  const service = scene.probe.target.service ?? scene.probe.target.address
  const finding = { hop: 'endpoint', place, command: foreign?.rule === undefined ? command : showRule(foreign.rule) }
  if (foreign !== undefined)
    return [
      row(
        direction,
        {
          ...finding,
          object: `endpoint ${foreign.to} of ${service}`,
          expected: expected.join(', '),
          actual: `${foreign.to} by ${foreign.rule === undefined ? 'a rule' : describeRule(foreign.rule)}`,
          late: toTheEnd,
        },
        false,
      ),
    ]
  if (missing.length === 0) return []
  const object = `endpoint ${missing.join(', ')} of ${service}`
  const isAsked = scene.evidence.rule === 'every-endpoint-answers'
  return [
    row(
      direction,
      { ...finding, object, expected: 'one of those drawn', actual: 'not in the rules', late: toTheEnd },
      isAsked ? false : 'unknown',
    ),
  ]
}

/** An entry of connection tracking that leads elsewhere than the rules do: it was made when they were other ones. */
function staleRow(
  place: PlaceId,
  packet: Packet,
  { flow, expected }: ServiceCall,
  translated: readonly Fate[],
): Row | undefined {
  if (flow === undefined || translated.length === 0) return undefined
  const to = `${flow.reply.source}:${flow.reply.sourcePort}`
  const isOfRules = translated.some((fate) => fate.to === to)
  if (isOfRules || expected.includes(to)) return undefined
  const finding = {
    hop: 'connection tracking',
    place,
    object: `entry ${flow.line}`,
    expected: `towards ${expected.join(', ')}`,
  }
  const actual = flow.reply.source === packet.destination ? 'not translated' : `towards ${to}`
  const show = `conntrack -L -p ${packet.protocol} --orig-dst ${packet.destination}`
  return row(direction, { ...finding, actual, command: show, late: toTheEnd }, false)
}

/** Where nobody may answer, rules must say so: refuse it, or with a Local policy drop it. */
function refusalRow(
  scene: Scene,
  place: PlaceId,
  packet: Packet,
  inDevice: string | undefined,
  nat: readonly Fate[],
): Row {
  const filter = filterOf(scene, place)
  const isOwn = factsOf(scene, place)?.addresses.some(({ address }) => address === packet.destination) ?? false
  const hook = inDevice === undefined ? 'output' : isOwn ? 'input' : 'forward'
  const hooks = ['prerouting', hook] as const
  const fates = hooks.flatMap((one) =>
    askFilter(filter, atHook(scene, place, one, packet, inDevice === undefined ? {} : { inDevice })),
  )
  const leads = nat.find(({ kind }) => kind === 'translated')
  const stopped = fates.find(({ kind, certain }) => certain && (kind === 'rejected' || kind === 'dropped'))
  const wantsRefusal = scene.evidence.expected.includes('refused')
  const isRight = leads === undefined && stopped !== undefined && (!wantsRefusal || stopped.kind === 'rejected')
  // What leads or stops only perhaps, or may stand in rules that were not read, decides nothing.
  const isDoubtful = [leads, ...fates].some((fate) => fate?.certain === false && fate.kind !== 'passed')
  const unread = leads === undefined && stopped === undefined ? whyNotAllRules(scene, place) : undefined
  const doubt = leads?.certain === true ? undefined : isDoubtful ? 'whether a rule meets it is not known' : unread
  const service = scene.probe.target.service ?? scene.probe.target.address
  const rule = leads?.rule ?? stopped?.rule
  return row(
    direction,
    {
      hop: 'service',
      place,
      object: rule === undefined ? `REJECT rule of ${service}` : describeRule(rule),
      expected: scene.evidence.expected,
      actual:
        doubt ??
        (leads !== undefined ? `leads to ${leads.to}` : stopped === undefined ? 'no rule stops it' : stopped.kind),
      command: rule === undefined ? 'iptables -vnL KUBE-SERVICES; nft list table ip kube-proxy' : showRule(rule),
      late: toTheEnd,
    },
    isRight || (doubt === undefined ? false : 'unknown'),
  )
}
