import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { agentMainPath, childAgent, nodePath } from '../agent/agent-client.ts'
import type { ConnectAgent } from '../agent/agent-connection.ts'
import { toolPath } from '../host/process.ts'
import { besideHolder, type Holder } from './holder.ts'

/**
 * The command that is an agent, without what leads into a cluster.
 * Node keeps what it compiled in the user's cache folder: agents then start in a third of the time (50 ms, not 150).
 */
export function agentCommand(environment: NodeJS.ProcessEnv = process.env): string[] {
  const configured = environment.XDG_CACHE_HOME ?? ''
  const caches = isAbsolute(configured) ? configured : join(homedir(), '.cache')
  const cache = join(caches, 'podnet', 'compiled')
  return ['env', `PATH=${toolPath()}`, `NODE_COMPILE_CACHE=${cache}`, nodePath, agentMainPath]
}

/** The agent of each host of a lab cluster: they all share the holder and differ in what they enter. */
export function labAgents(holder: Holder, clusterId: string, hosts: readonly string[]): Map<string, ConnectAgent> {
  const command = besideHolder(holder, clusterId, agentCommand())
  return new Map(hosts.map((host) => [host, childAgent(command)]))
}
