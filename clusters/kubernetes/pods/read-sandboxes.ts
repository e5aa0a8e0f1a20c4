import type { Agents } from '../../agents/agents.ts'
import type { Running } from './create.ts'
import { parseSandboxes, type Sandbox, sandboxCommand } from './sandboxes.ts'

/** All sandboxes of podnet's Pods on the given Nodes, one request per Node. */
export async function readSandboxes(agents: Agents, nodes: Iterable<string>, signal?: AbortSignal): Promise<Sandbox[]> {
  const commands = new Map([...nodes].map((node) => [node, [sandboxCommand(node)]]))
  const results = await agents.run(commands, signal)
  return [...results.values()].flat().flatMap(parseSandboxes)
}

/** Pods with the sandboxes found for exactly them: that of an earlier Pod of the same name has another uid. */
export function withSandboxes(running: Running, found: readonly Sandbox[]): Running {
  const pids = new Map(found.map(({ podUid, pid }) => [podUid, pid]))
  return Object.fromEntries(
    Object.entries(running).map(([name, { sandboxPid: _old, ...pod }]) => {
      const sandboxPid = pids.get(pod.uid)
      return [name, sandboxPid === undefined ? pod : { ...pod, sandboxPid }]
    }),
  )
}
