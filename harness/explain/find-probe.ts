import { placeKind, placeName } from '../../properties/model/place.ts'
import type { Counterexample } from '../../properties/model/run-record.ts'
import type { World } from '../../properties/model/world.ts'
import { chooseProbe } from './choose-probe.ts'
import type { RefutedProbe } from './collect.ts'

/** Of counterexamples the one to explain: it has a probe whose ends are there, with the same addresses. */
export function findProbe(
  world: World,
  counterexamples: readonly Counterexample[],
): (Counterexample & RefutedProbe) | undefined {
  const probed = counterexamples.filter((one): one is Counterexample & RefutedProbe => one.probe !== undefined)
  return chooseProbe(
    world,
    probed.filter((one) => isThere(world, one)),
  )
}

function isThere(world: World, { probe: { client, target } }: RefutedProbe): boolean {
  const has = (place: string | undefined, address?: string) => {
    if (place === undefined || placeKind(place as typeof client) === 'external') return true
    const name = placeName(place as typeof client)
    if (placeKind(place as typeof client) === 'node') return world.nodes.has(name)
    const pod = world.pods.get(name)
    return pod !== undefined && (address === undefined || target.kind !== 'pod' || pod.ip === address)
  }
  return has(client) && has(target.place, target.address)
}
