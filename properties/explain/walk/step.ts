import type { Hop } from '../../model/explanation.ts'
import type { PlaceId } from '../../model/place.ts'

export type Direction = Hop['direction']

/** Frames are looked for here. */
export interface Tap {
  kind: 'tap'
  direction: Direction
  place: PlaceId
  device: string
  sense: 'in' | 'out'
  /** true: the packet is looked for inside an outer one. */
  wrapped: boolean
}

/** Something is compared with what the network promises. */
export interface Row extends Hop {
  kind: 'row'
  place: PlaceId
  /** Of how many taps before it, and after it, the packet may be missing because of this; 0 by default. */
  early: number
  late: number
}

export type Step = Tap | Row

/** A row in the making. */
export interface Finding {
  hop: string
  place: PlaceId
  object: string
  expected: string | number | boolean
  actual: string | number | boolean | undefined
  command: string
  early?: number
  late?: number
}

/** `late` of what may show anywhere from here on, on the way back as well. */
export const toTheEnd = 99

const text = (value: Finding['actual']): string => (value === undefined ? 'none' : String(value))

/** A row that is broken unless `isOk`. */
export function row(direction: Direction, finding: Finding, isOk: boolean | 'unknown'): Row {
  return {
    kind: 'row',
    direction,
    ...finding,
    expected: text(finding.expected),
    actual: text(finding.actual),
    state: isOk === 'unknown' ? 'unknown' : isOk ? 'ok' : 'broken',
    early: finding.early ?? 0,
    late: finding.late ?? 0,
  }
}

/** A switch of the kernel that must be on; `value`: what it is, undefined where that could not be read. */
export function sysctlRow(
  direction: Direction,
  at: Pick<Finding, 'hop' | 'place' | 'early' | 'late'>,
  name: string,
  value: string | undefined,
): Row {
  const finding = { ...at, object: name, expected: '1', actual: value, command: `sysctl ${name}` }
  return row(direction, finding, value === undefined ? 'unknown' : value === '1')
}

export function tap(direction: Direction, place: PlaceId, device: string, sense: Tap['sense'], wrapped = false): Tap {
  return { kind: 'tap', direction, place, device, sense, wrapped }
}
