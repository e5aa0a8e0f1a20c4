import type { Observation, Seen } from '../../properties/model/observation.ts'
import type { PlaceId } from '../../properties/model/place.ts'
import type { Probe } from '../../properties/model/probe.ts'
import { type StartedAgent, startAgent } from '../agent/agent-client.ts'
import type { ConnectAgent } from '../agent/agent-connection.ts'
import type { CommandResult, CommandSpec, Request, ServerSpec } from '../agent/protocol.ts'

/** The agents of a cluster: one per Node and one for the host outside, by the host's name. */
export class Agents {
  readonly #agents: ReadonlyMap<string, StartedAgent>

  private constructor(agents: ReadonlyMap<string, StartedAgent>) {
    this.#agents = agents
  }

  /** Starts one agent per host, all at once; if one fails, none stays. Throws AgentError, or the signal's reason. */
  static async start(connections: ReadonlyMap<string, ConnectAgent>, signal: AbortSignal): Promise<Agents> {
    const starts = await Promise.allSettled(
      [...connections].map(([name, connect]) => startAgent(connect, { name, signal })),
    )
    const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
    const failed = starts.find((start) => start.status === 'rejected')
    if (failed !== undefined) {
      await Promise.all(started.map((agent) => agent.stop()))
      throw failed.reason
    }
    return new Agents(new Map(started.map((agent) => [agent.name, agent])))
  }

  get hosts(): readonly string[] {
    return [...this.#agents.keys()]
  }

  /** Aborted with the AgentError of the first agent that ends: its servers have ended with it. */
  get ended(): AbortSignal {
    return AbortSignal.any([...this.#agents.values()].map((agent) => agent.ended))
  }

  /** Sends one request to each host, all at once. Throws the first AgentError once all have ended. */
  async request(requests: ReadonlyMap<string, Request>, signal?: AbortSignal): Promise<void> {
    await this.#all(requests, (agent, request) => agent.request(request, signal === undefined ? {} : { signal }))
  }

  run(commands: ReadonlyMap<string, CommandSpec[]>, signal?: AbortSignal): Promise<Map<string, CommandResult[]>> {
    return this.#all(commands, (agent, list) => agent.run(list, signal === undefined ? {} : { signal }))
  }

  probe(host: string, probes: Probe[], options: Parameters<StartedAgent['probe']>[1]): Promise<Observation[]> {
    return this.#of(host).probe(probes, options)
  }

  compare(host: string, ...request: Parameters<StartedAgent['compare']>): Promise<Seen[]> {
    return this.#of(host).compare(...request)
  }

  /** The agent of one host, for requests whose answer is not the same for all. Throws Error for an unknown host. */
  send(host: string, request: Request, signal?: AbortSignal): ReturnType<StartedAgent['request']> {
    return this.#of(host).request(request, signal === undefined ? {} : { signal })
  }

  /** Ends all agents. Never throws. */
  async stop(): Promise<void> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.stop()))
  }

  #of(host: string): StartedAgent {
    const agent = this.#agents.get(host)
    if (agent === undefined) throw new Error(`no agent runs on ${host}`)
    return agent
  }

  async #all<Input, Output>(
    inputs: ReadonlyMap<string, Input>,
    send: (agent: StartedAgent, input: Input) => Promise<Output>,
  ): Promise<Map<string, Output>> {
    const sent = [...inputs].map(async ([host, input]) => [host, await send(this.#of(host), input)] as const)
    const results = await Promise.allSettled(sent)
    const failed = results.find((result) => result.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    return new Map(results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])))
  }
}

/** Groups values by host. */
export function byHost<Value>(values: readonly Value[], hostOf: (value: Value) => string): Map<string, Value[]> {
  return Map.groupBy(values, hostOf)
}

export const enter = (places: { place: PlaceId; namespacePath: string }[]): Request => ({ kind: 'enter', places })
export const leave = (places: PlaceId[]): Request => ({ kind: 'leave', places })
export const listen = (servers: ServerSpec[]): Request => ({ kind: 'listen', servers })
