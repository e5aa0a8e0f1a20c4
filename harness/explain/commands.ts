import { type PlaceId, placeKind } from '../../properties/model/place.ts'

/** What is read of a place besides its structure; all of it only reads. `always`: before and after the probes. */
interface Reading {
  name: string
  argv: string[]
  /** Counters are read before the probes as well. */
  counts?: true
  /** Of Nodes alone. */
  onNodes?: true
}

const readings: readonly Reading[] = [
  { name: 'iptables', argv: ['iptables-save', '-c'], counts: true },
  { name: 'iptables-legacy', argv: ['iptables-legacy-save', '-c'], counts: true },
  { name: 'nft', argv: ['nft', '-j', 'list', 'ruleset'], counts: true },
  { name: 'counters', argv: ['sh', '-c', 'cat /proc/net/netstat /proc/net/snmp'], counts: true },
  { name: 'rule', argv: ['ip', '-j', 'rule', 'show'] },
  { name: 'listeners', argv: ['ss', '-Hltun'] },
  { name: 'conntrack', argv: ['conntrack', '-L'], counts: true, onNodes: true },
  { name: 'ipset', argv: ['ipset', 'save'], onNodes: true },
]

interface PlacedReading {
  place: PlaceId
  name: string
  argv: string[]
}

export function readingsOf(places: readonly PlaceId[], when: 'before' | 'after'): PlacedReading[] {
  return places.flatMap((place) =>
    readings
      .filter(({ counts, onNodes }) => (when === 'after' || counts) && (!onNodes || placeKind(place) === 'node'))
      .map(({ name, argv }) => ({ place, name, argv })),
  )
}
