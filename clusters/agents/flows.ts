import type { Flow, FlowReport, Traffic } from '../../properties/model/flow.ts'
import type { PlaceId } from '../../properties/model/place.ts'
import type { WithTraffic } from '../cluster.ts'
import type { Agents } from './agents.ts'

/** Keeps Flows going on every agent while the action runs; ends them also when it fails. Throws AgentError. */
export async function keepFlowing<T>(
  agents: Agents,
  hostOf: (place: PlaceId) => string | undefined,
  flows: readonly Flow[],
  action: () => Promise<T>,
  signal: AbortSignal,
): Promise<WithTraffic<T>> {
  signal.throwIfAborted()
  const byHost = Map.groupBy(flows.keys(), (index) => hostOf((flows[index] as Flow).probe.client) ?? '')
  const own = (host: string) => (byHost.get(host) ?? []).map((index) => flows[index] as Flow)
  const started = new Set<string>()
  const stop = async () => {
    const hosts = [...started]
    started.clear()
    const stopped = hosts.map(async (host) => [host, await agents.send(host, { kind: 'flows-stop' })] as const)
    return new Map(await Promise.all(stopped))
  }
  try {
    // Agents without Flows serve them: how long they stand still counts as well.
    const starts = agents.hosts.map(async (host) => {
      await agents.send(host, { kind: 'flows-start', flows: own(host) }, signal)
      started.add(host)
    })
    const failed = (await Promise.allSettled(starts)).find((start) => start.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    const result = await action()
    return { traffic: joined(flows, byHost, await stop()), result }
  } catch (error) {
    await stop().catch(() => {
      // An agent that has ended takes its Flows along; the first error says more.
    })
    throw error
  }
}

function joined(
  flows: readonly Flow[],
  byHost: ReadonlyMap<string, readonly number[]>,
  responses: ReadonlyMap<string, Awaited<ReturnType<Agents['send']>>>,
): Traffic {
  const reports = new Array<FlowReport>(flows.length)
  let longestPauseMs = 0
  for (const [host, response] of responses) {
    if (response.kind !== 'traffic') throw new Error(`no traffic of ${host}, but ${response.kind}`)
    const { reports: own, longestPauseMs: pauseMs } = response
    for (const [position, index] of (byHost.get(host) ?? []).entries()) reports[index] = own[position] as FlowReport
    longestPauseMs = Math.max(longestPauseMs, pauseMs)
  }
  return { reports, longestPauseMs }
}
