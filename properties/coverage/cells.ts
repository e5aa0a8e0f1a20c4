import { coverageCell } from '../model/coverage.ts'
import { clientKind } from '../model/expectation.ts'
import type { Probe } from '../model/probe.ts'
import { serviceKey } from '../model/service.ts'
import { classesOf } from '../model/services/classes.ts'
import type { World } from '../model/world.ts'

/**
 * Cells of the coverage table that a probe fills: client kind, target kind, node relation, protocol and size; through a
 * Service of the scenario also client kind, target kind, protocol and class, one for each class of the Service. Address
 * family and proxy are the profile's.
 */
export function cellsOf(world: World, probe: Probe): string[] {
  return [coverageCell(world, probe), ...serviceCellsOf(world, probe)]
}

export function serviceCellsOf(world: World, probe: Probe): string[] {
  const { service, kind } = probe.target
  if (service === undefined) return []
  const classes = classesByService(world).get(service.split(':')[0] ?? '') ?? []
  return classes.map((name) => serviceCell(clientKind(world, probe), kind, probe.protocol, name))
}

const serviceCell = (client: string, target: string, protocol: string, name: string): string =>
  [client, target, protocol, name].join('/')

const known = new WeakMap<World, Map<string, readonly string[]>>()

function classesByService(world: World): Map<string, readonly string[]> {
  const { scenario, topology } = world
  const classes =
    known.get(world) ??
    new Map((scenario.services ?? []).map((one) => [serviceKey(one), classesOf(one, scenario, topology)] as const))
  known.set(world, classes)
  return classes
}
