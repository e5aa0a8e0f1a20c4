import type { V1Pod } from '@kubernetes/client-node'
import { nodePlace } from '../../properties/model/place.ts'
import type { Request } from '../agent/protocol.ts'
import { Agents } from '../agents/agents.ts'
import { ClusterUnusable } from '../cluster.ts'
import { DeadlineExceeded } from '../host/clock.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { podsOf } from '../kubernetes/pods/create.ts'
import { podProblem } from '../kubernetes/ready.ts'
import { watchUntil } from '../kubernetes/watch-until.ts'
import { agentCommand, expectedHashes, hashesCommand } from './agent-files.ts'
import { execAgent } from './exec-agent.ts'
import { agentName } from './objects.ts'

/** Nodes may have to pull the image first. */
const deadline = { name: "the agent's Pod on every Node to run", timeMs: 180_000 }

/**
 * Waits until the agent's Pod runs on every Node. Returns the Pods' names by the Nodes' names in scenarios.
 * Throws ClusterUnusable where it cannot run, the API's error or the signal's reason.
 */
export async function waitForAgentPods(
  client: KubernetesClient,
  namespace: string,
  nodeNames: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  let missing = Object.values(nodeNames)
  const podOn = (pods: readonly V1Pod[], nodeName: string) =>
    pods.find(({ spec, status }) => spec?.nodeName === nodeName && status?.phase === 'Running')
  const pods = await watchUntil<V1Pod>(
    client,
    podsOf(client, namespace),
    deadline,
    (pods) => {
      const problem = pods.map(podProblem).find((problem) => problem !== undefined)
      if (problem !== undefined) throw new ClusterUnusable([problem])
      missing = Object.values(nodeNames).filter((nodeName) => podOn(pods, nodeName) === undefined)
      return missing.length === 0
    },
    signal,
  ).catch((error: unknown) => {
    if (!(error instanceof DeadlineExceeded)) throw error
    throw new ClusterUnusable([`${error.message}; it does not run on ${missing.join(', ')}`])
  })
  return new Map(
    Object.entries(nodeNames).map(([name, nodeName]) => [name, podOn(pods, nodeName)?.metadata?.name ?? '']),
  )
}

/**
 * Starts an agent in each Pod; each enters its Node's own namespace. `pods`: Pods by the Nodes' names in scenarios.
 * Throws AgentError, ClusterUnusable where the image holds another version of the agent, or the signal's reason.
 */
export async function startAgentsIn(
  client: KubernetesClient,
  namespace: string,
  pods: ReadonlyMap<string, string>,
  image: string,
  signal: AbortSignal,
): Promise<Agents> {
  const connections = [...pods].map(([name, pod]) => {
    const target = { namespace, pod, container: agentName, command: agentCommand }
    return [name, execAgent(client.config, target)] as const
  })
  const agents = await Agents.start(new Map(connections), signal)
  try {
    const own = [...pods.keys()].map((name): [string, Request] => [
      name,
      { kind: 'enter', places: [{ place: nodePlace(name), namespacePath: 'self' }] },
    ])
    await agents.request(new Map(own), signal)
    await refuseOtherVersions(agents, [...pods.keys()], image, signal)
    return agents
  } catch (error) {
    await agents.stop()
    throw error
  }
}

async function refuseOtherVersions(
  agents: Agents,
  nodes: readonly string[],
  image: string,
  signal: AbortSignal,
): Promise<void> {
  const commands = nodes.map((name) => [name, [{ place: nodePlace(name), argv: hashesCommand }]] as const)
  const results = await agents.run(new Map(commands.map(([name, list]) => [name, [...list]])), signal)
  const expected = expectedHashes()
  if ([...results.values()].flat().every(({ stdout }) => stdout === expected)) return
  const advice =
    'build it again from this clone, under a new tag: docker build --file clusters/existing/agent/Dockerfile .'
  throw new ClusterUnusable([`--agent-image ${image} holds the agent of another version of podnet; ${advice}`])
}
