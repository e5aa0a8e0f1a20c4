import { audienceKinds } from '../arbitraries/service-audience.ts'
import type { Network } from '../model/networks/network.ts'
import type { Probe } from '../model/probe.ts'
import type { Scenario } from '../model/scenario.ts'
import type { ProxyMode } from '../model/services/proxy.ts'
import type { Topology } from '../model/topology.ts'
import { makeWorld, type World } from '../model/world.ts'
import type { Property } from '../property.ts'
import { cellsOf } from './cells.ts'
import { healthyStatus } from './healthy-status.ts'
import { richScenarios } from './rich-scenarios.ts'

/** What the cells of a profile depend on. */
export interface CellBounds {
  network: Network
  /** The topologies that occur, one of each kind. */
  topologies: readonly Topology[]
  /** Absent: no Services. */
  proxy?: ProxyMode
  /** Most Pods of the Pod network on a Node. */
  podsPerNode: number
  /** Most Services; absent: none are made. */
  services?: number
  properties: readonly Property[]
}

/**
 * The cells that cases within these bounds can fill, worked out from the model: everything the properties would probe in
 * scenarios that have all there can be. Nothing that was seen counts.
 */
export function possibleCells({
  network,
  topologies,
  proxy,
  podsPerNode,
  services,
  properties,
}: CellBounds): Set<string> {
  const cells = new Set<string>()
  for (const [position, topology] of topologies.entries()) {
    // Classes of Services do not depend on the way; that every kind of way occurs is seen with one audience.
    const scenarios = richScenarios(topology, podsPerNode, services, position === 0 ? audienceKinds : ['some'])
    for (const [number, scenario] of scenarios.entries()) {
      const world = worldOf(scenario)
      for (const probe of [...probesOf(world), ...(number === 0 ? stagesOf(world) : [])])
        for (const cell of cellsOf(world, probe)) cells.add(cell)
    }

    function worldOf(held: Scenario): World {
      return makeWorld(network, topology, held, healthyStatus(network, topology, held, proxy))
    }

    function stagesOf(world: World): Probe[] {
      return properties
        .flatMap((property) => property.stages?.(world) ?? [])
        .flatMap(({ scenario, probes }) => probes(scenario === undefined ? world : worldOf(scenario)))
    }
  }
  return cells

  function probesOf(world: World): Probe[] {
    return properties.flatMap((property) => [
      ...(property.probes?.(world) ?? []),
      ...(property.slowProbes?.(world) ?? []),
      ...(property.capturedProbes?.(world) ?? []),
    ])
  }
}
