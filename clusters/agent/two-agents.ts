import type { Observation } from '../../properties/model/observation.ts'
import { type Probe, probeHeaderBytes } from '../../properties/model/probe.ts'
import { agentMainPath, childAgent, nodePath, type StartedAgent, startAgent } from './agent-client.ts'
import type { ServerSpec } from './protocol.ts'
import { leftAddress, namespacePath, rightAddress, startTwoNamespaces } from './two-namespaces.ts'

// For the agent's lab tests and the bench: `left` and `right` stand for a Pod each, on a Node each, with one agent per
// side as in a cluster.
export const left = 'pod/left'
export const right = 'pod/right'
export const serverPort = 8080
export const serverIdentity = 'pod/right/web'

export interface TwoAgents {
  /** argv that runs a program among the namespaces. */
  enter: readonly [string, ...string[]]
  /** Has entered `pod/left`. */
  client: StartedAgent
  /** Has entered `pod/right` and serves TCP and UDP there. */
  server: StartedAgent
  /** Starts another agent, which has entered nothing. `prefix`: a command that starts it, such as prlimit. */
  startOne(name: string, ...prefix: string[]): Promise<StartedAgent>
  /** Makes one probe from the left. */
  observe(probe: Probe, deadlineMs?: number): Promise<Observation>
  /** Runs a command in the left namespace and returns its output. Throws where its exit code is not 0. */
  runLeft(...argv: string[]): Promise<string>
  stop(): Promise<void>
}

export async function startTwoAgents(): Promise<TwoAgents> {
  const namespaces = await startTwoNamespaces()
  const startOne = (name: string, ...prefix: string[]) => {
    return startAgent(childAgent([...namespaces.enter, ...prefix, nodePath, agentMainPath]), { name })
  }
  const client = await startOne('node1')
  const server = await startOne('node2')
  await client.request({ kind: 'enter', places: [{ place: left, namespacePath: namespacePath('left') }] })
  await server.request({ kind: 'enter', places: [{ place: right, namespacePath: namespacePath('right') }] })
  await server.request({ kind: 'listen', servers: [rightServer('tcp'), rightServer('udp')] })
  return {
    enter: namespaces.enter,
    client,
    server,
    startOne,
    async observe(probe, deadlineMs = 1000) {
      const [observation] = await client.probe([probe], { deadlineMs })
      if (observation === undefined) throw new Error('no observation')
      return observation
    },
    async runLeft(...argv) {
      const [result] = await client.run([{ place: left, argv }])
      if (result?.exitCode !== 0) throw new Error(`${argv.join(' ')}: ${result?.stderr}`)
      return result.stdout
    },
    async stop() {
      await client.stop()
      await server.stop()
      await namespaces.stop()
    },
  }
}

/** The server every probe aims at by default. */
export function rightServer(protocol: 'tcp' | 'udp', changes: Partial<ServerSpec> = {}): ServerSpec {
  return { place: right, identity: serverIdentity, protocol, address: rightAddress, port: serverPort, ...changes }
}

type ProbeChanges = Partial<Omit<Probe, 'target'>> & { to?: string; port?: number }

/** A small probe from the left to the server on the right, with changes. */
export function probeRight(protocol: Probe['protocol'], changes: ProbeChanges = {}): Probe {
  const { to = rightAddress, port = protocol === 'icmp' ? 0 : serverPort, ...rest } = changes
  const target = { kind: 'pod', address: to, port } as const
  return { client: left, target, protocol, size: 'small', payloadBytes: probeHeaderBytes, ...rest }
}

/** Whether both ends saw the same exchange between the left and the server on the right. */
export function isWholeTuple({ outcome, client, server }: Observation): boolean {
  return (
    outcome === 'answered' &&
    client?.address === leftAddress &&
    client.port > 0 &&
    server?.identity === serverIdentity &&
    server.local.address === rightAddress &&
    server.local.port === serverPort &&
    server.peer.address === client.address &&
    server.peer.port === client.port
  )
}
