import { externalPlace, nodePlace } from '../../../properties/model/place.ts'
import { childAgent } from '../../agent/agent-client.ts'
import type { Request } from '../../agent/protocol.ts'
import { Agents } from '../../agents/agents.ts'
import { externalHost } from '../../agents/hosts.ts'
import { agentCommand, makeBundle } from './bundle.ts'
import { copyBundle } from './copy.ts'

/**
 * Brings the agent into every container and starts it there, all at once; each enters its container's own namespace.
 * `hosts`: container by the host's name. Throws CommandFailed, AgentError, or the signal's reason.
 */
export async function startAgents(hosts: ReadonlyMap<string, string>, signal: AbortSignal): Promise<Agents> {
  const bundle = makeBundle()
  await Promise.all([...hosts.values()].map((container) => copyBundle(container, bundle, signal)))
  const commands = [...hosts].map(([host, container]) => [host, childAgent(agentCommand(container, bundle))] as const)
  const agents = await Agents.start(new Map(commands), signal)
  try {
    const own = [...hosts.keys()].map((host): [string, Request] => {
      const place = host === externalHost ? externalPlace : nodePlace(host)
      return [host, { kind: 'enter', places: [{ place, namespacePath: 'self' }] }]
    })
    await agents.request(new Map(own), signal)
    return agents
  } catch (error) {
    await agents.stop()
    throw error
  }
}
