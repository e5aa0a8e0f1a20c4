import { nodePlace } from '../../properties/model/place.ts'
import type { Agents } from '../agents/agents.ts'
import { openedHostPorts } from '../proxy/portmap.ts'
import { openedHostPortCommands, parseUdpFlows, staleFlowCommands, touchesUdp } from '../proxy/stale-flows.ts'
import type { LabState } from './state.ts'

/** What ends flows after a change. */
export type EndFlows = (agents: Agents, before: LabState, next: LabState) => Promise<void>

/**
 * Ends what connection tracking would still send the old way, as far as kube-proxy and the portmap plugin do. Throws
 * Error with the tool's words.
 */
export const endStaleFlows: EndFlows = async (agents, before, next) => {
  if (next.proxy === undefined) return
  const looks = touchesUdp(before.services, next.services)
  await Promise.all(
    next.topology.nodes.map(async (node) => {
      const opened = openedHostPorts(before, next, node)
      const listed = looks ? await run(agents, node.name, [listUdp]) : []
      const stale = staleFlowCommands(next.services, parseUdpFlows(listed.join('\n')))
      await run(agents, node.name, [...stale, ...openedHostPortCommands(opened)])
    }),
  )
}

const listUdp = 'conntrack -L -p udp'.split(' ')

/** A flow that ended by itself in between is no failure. */
async function run(agents: Agents, node: string, commands: readonly (readonly string[])[]): Promise<string[]> {
  if (commands.length === 0) return []
  const place = nodePlace(node)
  const results = await agents.run(new Map([[node, commands.map((argv) => ({ place, argv: [...argv] }))]]))
  const done = (results.get(node) ?? []).map(({ exitCode, stdout, stderr }, index) => {
    if (exitCode === 0 || stderr.includes(' 0 flow entries have been deleted')) return { stdout, again: [] }
    // Between its listing and its deletion: conntrack stops there, and leaves the others that it was to delete.
    if (stderr.includes("such conntrack doesn't exist")) return { stdout, again: [commands[index] ?? []] }
    throw new Error(`conntrack on ${node}: ${stderr.trim()}`)
  })
  await run(
    agents,
    node,
    done.flatMap(({ again }) => again),
  )
  return done.map(({ stdout }) => stdout)
}
