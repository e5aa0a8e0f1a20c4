import { inconclusiveCheck, unsupportedCheck } from './checks.ts'
import { judgeProbe } from './model/judge.ts'
import { placeKind } from './model/place.ts'
import type { Probe } from './model/probe.ts'
import type { RuleId } from './model/rules.ts'
import { affinityOf } from './model/services/affinity.ts'
import { arrivalOf } from './model/services/arrival.ts'
import { endpointsFor } from './model/services/expect-service.ts'
import type { Check } from './model/verdict.ts'
import type { World } from './model/world.ts'
import { fromNode, fromPod } from './probes.ts'
import type { Property, StageResult } from './property.ts'
import { answeredBy, answering, mayBeSilent, servedPorts } from './service-calls.ts'
import { toClusterIP } from './service-probes.ts'

const id = 'ipvs-schedulers-do-as-they-say'

const ruleOf: Readonly<Record<string, RuleId>> = {
  rr: 'scheduler-rr',
  dh: 'scheduler-dh',
  sh: 'scheduler-sh',
  lc: 'scheduler-by-load',
  sed: 'scheduler-by-load',
  nq: 'scheduler-by-load',
}

/** How often rr goes round for each client of its Node. */
const rounds = 3
/** Calls of each client where all of them must end alike. */
const callsEach = 4
/** Clients of one Node that cannot all have the endpoint of one by the hash alone: it keeps neighbouring addresses apart. */
const manyClients = 8

export const ipvsSchedulersDoAsTheySay: Property = {
  id,
  claim: 'Every IPVS scheduler chooses endpoints as it says: in turn, by the destination, by the source, by the load.',
  claims: ['C86', 'C87', 'C88', 'C89', 'C90', 'C91'],
  level: 'extended',
  needs: [],
  stages(world) {
    const { proxy } = world
    if (proxy?.mode !== 'ipvs' || !isJudged(proxy.scheduler)) return []
    return [{ inTurn: true, probes: (held) => calls(held, proxy.scheduler) }]
  },
  judge(world, { stages }) {
    const { proxy } = world
    if (proxy?.mode !== 'ipvs' || servedPorts(world).length === 0) return []
    const rule = ruleOf[proxy.scheduler ?? '']
    if (rule === undefined || !isJudged(proxy.scheduler)) {
      const reason = `what ${proxy.scheduler} says of open connections takes clients that hold them open`
      return [unsupportedCheck(id, rule ?? 'scheduler-by-load', `scheduler ${proxy.scheduler}`, reason)]
    }
    return (stages ?? []).flatMap((stage) => judgeStage(rule, stage))
  },
}

const isJudged = (scheduler: string | undefined): boolean => ['rr', 'dh', 'sh'].includes(scheduler ?? '')

/** Of each Node to each port with a choice: the Node itself goes round; for hashes its Pods call as well. */
function calls(world: World, scheduler: string | undefined): Probe[] {
  return servedPorts(world).flatMap(({ served, port }) =>
    world.topology.nodes.flatMap((node) => {
      const own = toClusterIP(fromNode(node), served, port)
      const choices = endpointsFor(world, own).length
      if (choices < 2 || affinityOf(world, own) !== undefined || mayBeSilent(world, own)) return []
      // An endpoint that refuses takes its turn as well, and nobody sees it.
      if (answering(world, own).length < choices) return []
      if (scheduler === 'rr') return new Array<Probe>(rounds * choices).fill(own)
      const pods = world.networkPods.filter(({ nodeName }) => nodeName === node.name)
      const clients = [own, ...pods.map((pod) => toClusterIP(fromPod(pod), served, port))]
      return clients.flatMap((probe) => new Array<Probe>(callsEach).fill(probe))
    }),
  )
}

function judgeStage(rule: RuleId, { world, exchanges }: StageResult): Check[] {
  const groups = Map.groupBy(exchanges, ([probe]) => {
    const { target, protocol } = probe
    return `service ${target.service} ${protocol.toUpperCase()} on ${arrivalOf(world, probe).entry}`
  })
  return [...groups].flatMap(([subject, made]) => {
    const notMade = made.find(([, { outcome }]) => outcome === 'not-made')
    if (notMade !== undefined) return [inconclusiveCheck(id, rule, subject, notMade[1].error ?? 'not made')]
    const wrong = made
      .map(([probe, seen]) => judgeProbe(id, world, probe, seen))
      .filter(({ verdict }) => verdict === 'refuted')
    if (wrong.length > 0) return wrong
    const problem = problemOf[rule]?.(world, made)
    const verdict = problem === undefined ? 'holds' : 'refuted'
    return [
      { property: id, rule, verdict, subject, expected: problem?.expected ?? '', observed: problem?.observed ?? '' },
    ]
  })
}

type Made = StageResult['exchanges']
type Problem = { expected: string; observed: string }

const problemOf: Partial<Record<RuleId, (world: World, made: Made) => Problem | undefined>> = {
  'scheduler-rr': (world, made) => {
    const counts = new Map((made[0] === undefined ? [] : answering(world, made[0][0])).map((one) => [one, 0]))
    for (const endpoint of endpointsOf(made)) counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1)
    const numbers = [...counts.values()]
    if (Math.max(...numbers) - Math.min(...numbers) <= 1) return undefined
    const told = [...counts].map(([endpoint, count]) => `${count} by ${endpoint}`)
    return { expected: 'as many calls for each endpoint, within one', observed: told.join(', ') }
  },
  'scheduler-dh': (_world, made) => {
    const reached = new Set(endpointsOf(made))
    return reached.size <= 1 ? undefined : { expected: 'one endpoint', observed: [...reached].join(', ') }
  },
  'scheduler-sh': (world, made) => {
    const bySource = Map.groupBy(made, ([probe]) => arrivalOf(world, probe).source)
    for (const [source, own] of bySource) {
      const reached = new Set(endpointsOf(own))
      if (reached.size > 1) return { expected: `one endpoint for ${source}`, observed: [...reached].join(', ') }
    }
    const pods = new Set(made.filter(([{ client }]) => placeKind(client) === 'pod').map(([{ client }]) => client))
    const reached = new Set(endpointsOf(made))
    if (pods.size < manyClients || reached.size > 1) return undefined
    return { expected: `more than one endpoint for ${pods.size} Pods`, observed: `only ${[...reached].join()}` }
  },
}

const endpointsOf = (made: Made): string[] =>
  made.flatMap(([, seen]) => {
    const endpoint = answeredBy(seen)
    return endpoint === undefined ? [] : [endpoint]
  })
