import type { Link, NamespaceFacts, StructureFacts } from '../../properties/model/facts.ts'
import { nodePlace, type PlaceId } from '../../properties/model/place.ts'

/**
 * For tests: what a cluster of node1, node2 and node3 has where commands say `{...}`: `mac1`, `tunnel1`, `podCIDR1` and
 * `address1` of node1 and so on, and `port`, the end of pod/a1's veth pair on node1.
 */
export function placesOf(structure: StructureFacts): Record<string, string> {
  const other = link(structure, 'pod/a1', 'eth0').peerIndex
  const port = structure['node/node1']?.links.find(({ index }) => index === other)?.name ?? ''
  return Object.assign({ port }, ...[1, 2, 3].map((number) => ofNode(structure, number)))
}

function ofNode(structure: StructureFacts, number: number): Record<string, string> {
  const place = nodePlace(`node${number}`)
  const tunnel = address(structure, place, 'flannel.1')
  return {
    [`mac${number}`]: link(structure, place, 'flannel.1').mac,
    [`tunnel${number}`]: tunnel,
    [`podCIDR${number}`]: `${tunnel}/24`,
    [`address${number}`]: address(structure, place, 'eth0'),
  }
}

function link(structure: StructureFacts, place: PlaceId, name: string): Link {
  return found(structure[place]?.links, (link) => link.name === name)
}

function address(structure: StructureFacts, place: PlaceId, device: string): string {
  const ofDevice = (address: NamespaceFacts['addresses'][number]) =>
    address.device === device && !address.address.includes(':')
  return found(structure[place]?.addresses, ofDevice).address
}

function found<Item>(items: readonly Item[] | undefined, isIt: (item: Item) => boolean): Item {
  const item = items?.find(isIt)
  if (item === undefined) throw new Error('the cluster lacks a device or an address')
  return item
}
