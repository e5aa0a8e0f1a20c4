import type { NamespaceFacts, StructureFacts } from '../../properties/model/facts.ts'
import { type PlaceId, placeKind } from '../../properties/model/place.ts'
import type { CommandResult, CommandSpec } from '../agent/protocol.ts'
import { nodeCommands, parseNode, parsePlace, placeCommands } from './namespace-facts.ts'

/** Runs commands on the agent of a host. */
export type RunOnHosts = (commands: ReadonlyMap<string, CommandSpec[]>) => Promise<Map<string, CommandResult[]>>

/** Reads every place given, one request per host. Places that cannot be read are left out. */
export async function readStructure(
  placesByHost: ReadonlyMap<string, readonly PlaceId[]>,
  run: RunOnHosts,
): Promise<StructureFacts> {
  const commands = new Map([...placesByHost].map(([host, places]) => [host, places.flatMap(commandsFor)]))
  const results = await run(commands)
  const facts: StructureFacts = {}
  for (const [host, places] of placesByHost) {
    let rest = results.get(host) ?? []
    for (const place of places) {
      const count = commandsFor(place).length
      const read = parse(place, rest.slice(0, count))
      rest = rest.slice(count)
      if (read !== undefined) facts[place] = read
    }
  }
  return facts
}

function commandsFor(place: PlaceId): CommandSpec[] {
  return [...placeCommands(place), ...(placeKind(place) === 'node' ? nodeCommands(place) : [])]
}

function parse(place: PlaceId, results: readonly CommandResult[]): NamespaceFacts | undefined {
  const common = placeCommands(place).length
  const facts = parsePlace(results.slice(0, common))
  return facts === undefined || placeKind(place) !== 'node' ? facts : parseNode(facts, results.slice(common))
}
