import { checkPods, differs, type Problem, structuralCheck } from './checks.ts'
import { contains, hostRange } from './model/address.ts'
import { nodePlace, type PlaceId, podPlace } from './model/place.ts'
import type { Check } from './model/verdict.ts'
import { nodeOf, type PlacedPod, type World } from './model/world.ts'
import type { Evidence, Property } from './property.ts'

const id = 'every-pod-has-its-own-ip'

export const everyPodHasItsOwnIp: Property = {
  id,
  claim: 'Every Pod has an IP of its own, from a range of its Node, and bears it on its interface.',
  claims: ['C1', 'C5', 'C7', 'C10', 'C25', 'C29', 'C35', 'C36', 'C71'],
  level: 'core',
  needs: [],
  judge(world, evidence) {
    const owners = Map.groupBy(
      [
        ...world.networkPods.map((pod) => ({ place: podPlace(pod.name), ip: pod.ip })),
        ...world.topology.nodes.map((node) => ({ place: nodePlace(node.name), ip: node.address })),
      ],
      ({ ip }) => ip,
    )
    return [
      ...world.networkPods.flatMap((pod) => [uniqueness(pod, owners.get(pod.ip) ?? []), range(world, evidence, pod)]),
      ...checkPods(id, 'pod-ip-on-interface', world.networkPods, evidence, (pod, facts) => {
        const found = facts.addresses.filter((address) => address.device === 'eth0' && address.scope === 'global')
        const own = found.map((address) => address.address).join(', ')
        return [structuralCheck(id, 'pod-ip-on-interface', podPlace(pod.name), differs('eth0', pod.ip, own))]
      }),
    ]
  },
}

function uniqueness(pod: PlacedPod, owners: readonly { place: PlaceId }[]): Check {
  const own = podPlace(pod.name)
  const problems: Problem[] = owners
    .filter(({ place }) => place !== own)
    .map(({ place }) => ({ expected: `${pod.ip} belongs to ${own} alone`, observed: `${place} has it too` }))
  return structuralCheck(id, 'pod-ip-is-unique', podPlace(pod.name), problems)
}

function range(world: World, evidence: Evidence, pod: PlacedPod): Check {
  const ranges = nodeOf(world, pod.nodeName).status.podRanges
  const inside = ranges.some((range) => contains(range, pod.ip)) && contains(world.topology.podCIDR, pod.ip)
  const problems =
    inside || isBorrowed(world, evidence, pod)
      ? []
      : [{ expected: `an IP in ${ranges.join(' or ')} of ${pod.nodeName}`, observed: pod.ip }]
  return structuralCheck(id, 'pod-ip-in-node-range', podPlace(pod.name), problems)
}

/** Calico may borrow: the block's owner then carries a host route to the borrower (datapath 4.4). */
function isBorrowed(world: World, evidence: Evidence, pod: PlacedPod): boolean {
  const owner = world.status.nodes.find((node) => node.podRanges.some((range) => contains(range, pod.ip)))
  if (owner === undefined || world.network.plugin !== 'calico') return false
  const routes = evidence.structure[nodePlace(owner.name)]?.routes ?? []
  return routes.some((route) => route.destination === hostRange(pod.ip) && route.gateway !== undefined)
}
