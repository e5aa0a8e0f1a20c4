import { z } from 'zod'
import { contains } from '../../properties/model/address.ts'
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
  { nodes, podCIDR }: Topology,
  { podRanges }: NodeAddressing,
  signal: AbortSignal,
): Promise<void> {
  const argv = ['ip', '-4', '-j', 'route', 'show']
  const commands = new Map(nodes.map(({ name }) => [name, [{ place: nodePlace(name), argv }]]))
  const isSettled = async () => {
    const results = await agents.run(commands, signal)
    return nodes.every(({ name }) => {
      const stdout = results.get(name)?.[0]?.stdout ?? ''
      // Into the Pod range alone: one route may lead to all of it (flannel's UDP backend), the default route says nothing.
      const known = routes
        .parse(JSON.parse(stdout || '[]'))
        .map(({ dst }) => dst)
        .filter((dst) => dst !== 'default' && contains(podCIDR, dst))
      return nodes.every(
        (peer) =>
          peer.name === name ||
          (podRanges[peer.name] ?? []).every((range) => known.some((dst) => contains(dst, range))),
      )
    })
  }
  try {
    await waitUntil(deadline, isSettled, { intervalMs: 200, signal })
  } catch (error) {
    if (!(error instanceof DeadlineExceeded)) throw error
  }
}
