import type { PlaceId } from '../../properties/model/place.ts'
import type { CommandResult, CommandSpec } from '../agent/protocol.ts'
import type { Agents } from './agents.ts'

/** Runs each command in its place, all hosts at once; the results are in the commands' order. Throws AgentError. */
export async function readAll(
  agents: Agents,
  hostOf: (place: PlaceId) => string | undefined,
  commands: readonly CommandSpec[],
  signal: AbortSignal,
): Promise<CommandResult[]> {
  const positions = Map.groupBy(commands.keys(), (index) => hostOf((commands[index] as CommandSpec).place) ?? '')
  const byHost = [...positions].map(([host, indexes]) => {
    return [host, indexes.map((index) => commands[index] as CommandSpec)] as const
  })
  const results = await agents.run(new Map(byHost), signal)
  const inOrder = new Array<CommandResult>(commands.length)
  for (const [host, indexes] of positions)
    for (const [position, index] of indexes.entries()) inOrder[index] = results.get(host)?.[position] as CommandResult
  return inOrder
}
