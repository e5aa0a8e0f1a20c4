import { judgeProbe } from './model/judge.ts'
import type { Observation } from './model/observation.ts'
import type { Probe } from './model/probe.ts'
import type { Check } from './model/verdict.ts'
import type { World } from './model/world.ts'
import { firstFlowPort, isToBeEnded, judgeOldFlow, lastFlowPort, servingEndpoints } from './old-udp-flow.ts'
import { spread } from './pairs.ts'
import type { Property, StageResult } from './property.ts'
import { callers, kindOfCaller, mayBeSilent, outsideCallers, servedPorts } from './service-calls.ts'
import { withoutPods } from './service-changes.ts'
import { toClusterIP, toExternalIP, toNodePort } from './service-probes.ts'

const id = 'udp-flows-follow-the-endpoints'

export const udpFlowsFollowTheEndpoints: Property = {
  id,
  claim:
    'When the endpoints of a Service change, a UDP flow that goes on from its old source port goes where a new one goes.',
  claims: ['C78'],
  level: 'core',
  needs: [],
  stages(world) {
    const flows = flowsOf(world)
    if (flows.length === 0) return []
    const probes = (held: World): Probe[] => callsIn(held, flows)
    const [even, odd] = halves(world)
    return [
      { probes },
      // Some Services lose an endpoint, some have all of theirs replaced in the next step, some none left.
      { scenario: withoutPods(world, even), probes },
      { scenario: withoutPods(world, odd), probes },
      { scenario: withoutPods(world, new Set([...even, ...odd])), probes },
      // From no endpoint at all to what there was.
      { scenario: world.scenario, probes },
    ]
  },
  judge(_world, { stages = [] }) {
    return stages.flatMap((stage, index) => judgeStage(stage, stages.slice(0, index)))
  },
}

/** Each UDP port from a caller of each kind and Node, from one source port each. */
function flowsOf(world: World): Probe[] {
  const all = servedPorts(world)
    .filter(({ port }) => port.protocol === 'UDP')
    .flatMap(({ served, port }) => {
      const inside = callers(world).flatMap((client) => [
        toClusterIP(client, served, port),
        ...(served.service.externalIPs ?? []).map((address) => toExternalIP(client, served, port, address)),
      ])
      const atNodes = world.topology.nodes.flatMap((node) =>
        port.nodePort === undefined
          ? []
          : [...callers(world), ...outsideCallers(world)].map((client) => toNodePort(client, served, port, node)),
      )
      return spread([...inside, ...atNodes], ({ client, target }) => [
        `${kindOfCaller(world, client)} ${target.kind} ${target.address}`,
      ])
    })
  // Host-network Pods share their Node's ports, so that each flow of the cluster gets one of its own.
  const most = lastFlowPort - firstFlowPort + 1
  return all.slice(0, most).map((probe, index) => ({ ...probe, sourcePort: firstFlowPort + index }))
}

/** Each flow once more, and a new one beside it; none that may be silent, whose entry nobody would have to forget. */
function callsIn(world: World, flows: readonly Probe[]): Probe[] {
  return flows
    .filter((probe) => !mayBeSilent(world, probe))
    .flatMap((flow) => {
      const { sourcePort: _sourcePort, ...fresh } = flow
      return [flow, fresh]
    })
}

/** Every second Pod that is ready now, and the others of them. */
function halves(world: World): [ReadonlySet<string>, ReadonlySet<string>] {
  const ready = world.scenario.pods.filter(({ ready = true, terminating = false }) => ready && !terminating)
  const half = (rest: number) => new Set(ready.filter((_, index) => index % 2 === rest).map(({ name }) => name))
  return [half(0), half(1)]
}

function judgeStage({ world, exchanges }: StageResult, before: readonly StageResult[]): Check[] {
  const earlier = lastOf(before)
  const previous = before.at(-1)?.world
  // Endpoints need not go all at once: while others still served, the proxy may have ended the flow.
  const othersServed = (probe: Probe): boolean => previous !== undefined && servingEndpoints(previous, probe) > 1
  return exchanges.map(([probe, seen]) => {
    const last = probe.sourcePort === undefined ? undefined : earlier.get(probe.sourcePort)?.[1]
    if (last === undefined) return judgeProbe(id, world, probe, seen)
    return judgeOldFlow(id, world, probe, seen, last, othersServed(probe))
  })
}

/** What proxies may remember of each flow, by its source port. One that was left out of a stage is remembered from before it, unless it was to be ended then. */
function lastOf(stages: readonly StageResult[]): Map<number, readonly [Probe, Observation]> {
  const last = new Map<number, readonly [Probe, Observation]>()
  for (const { world, exchanges } of stages) {
    for (const [port, [probe, seen]] of last)
      if (isToBeEnded(world, probe, seen)) last.set(port, [probe, { outcome: 'timed-out', durationMs: 0 }])
    for (const [probe, seen] of exchanges)
      if (probe.sourcePort !== undefined) last.set(probe.sourcePort, [probe, seen as Observation])
  }
  return last
}
