import { z } from 'zod'
import { nodePlace } from '../../properties/model/place.ts'
import type { Topology } from '../../properties/model/topology.ts'
import type { Agents } from '../agents/agents.ts'
import { DeadlineExceeded, waitUntil } from '../host/clock.ts'
import type { NodeAddressing } from './node-addressing.ts'

const deadline = { name: 'a route from every Node to every other', timeMs: 30_000 }
const routes = z.array(z.object({ dst: z.string() }))

/**
 * Waits until every Node has a route into every range of every other Node: a network is Ready before it has heard of all
 * its peers. A network that never gets there is not this function's matter: the properties will name the route.
 */
export async function settle(
  agents: Agents,
  { nodes }: Topology,
  { podRanges }: NodeAddressing,
  signal: AbortSignal,
): Promise<void> {
  const argv = ['ip', '-4', '-j', 'route', 'show']
  const commands = new Map(nodes.map(({ name }) => [name, [{ place: nodePlace(name), argv }]]))
  const isSettled = async () => {
    const results = await agents.run(commands, signal)
    return nodes.every(({ name }) => {
      const stdout = results.get(name)?.[0]?.stdout ?? ''
      const known = new Set(routes.parse(JSON.parse(stdout || '[]')).map(({ dst }) => dst))
      return nodes.every(
        (peer) => peer.name === name || (podRanges[peer.name] ?? []).every((range) => known.has(range)),
      )
    })
  }
  try {
    await waitUntil(deadline, isSettled, { intervalMs: 200, signal })
  } catch (error) {
    if (!(error instanceof DeadlineExceeded)) throw error
  }
}
