import type { Agents } from '../../lab/agents.ts'
import type { Sandboxes } from '../places.ts'
import { parseSandboxes, type Sandbox, sandboxCommand } from './sandboxes.ts'

/** All sandboxes of podnet's Pods on the given Nodes, one request per Node. */
export async function readSandboxes(agents: Agents, nodes: Iterable<string>, signal?: AbortSignal): Promise<Sandbox[]> {
  const commands = new Map([...nodes].map((node) => [node, [sandboxCommand(node)]]))
  const results = await agents.run(commands, signal)
  return [...results.values()].flat().flatMap(parseSandboxes)
}

/** The sandboxes of exactly these Pods: one of an earlier Pod of the same name has another uid. */
export function sandboxesOf(running: Readonly<Record<string, { uid: string }>>, found: readonly Sandbox[]): Sandboxes {
  return new Map(
    found
      .filter(({ podName, podUid }) => running[podName]?.uid === podUid)
      .map((sandbox) => [sandbox.podName, sandbox]),
  )
}
