import { inconclusiveCheck, unsupportedCheck } from './checks.ts'
import { judgeProbe } from './model/judge.ts'
import { placeKind } from './model/place.ts'
import type { Probe } from './model/probe.ts'
import type { RuleId } from './model/rules.ts'
import { arrivalOf } from './model/services/arrival.ts'
import type { Check } from './model/verdict.ts'
import type { World } from './model/world.ts'
import { fromPod } from './probes.ts'
import type { Property, StageResult } from './property.ts'
import { judgeByLoad, stagesByLoad } from './schedulers/by-load.ts'
import { choicesOf } from './schedulers/choices.ts'
import { answeredBy, answering, servedPorts } from './service-calls.ts'
import { toClusterIP } from './service-probes.ts'

const id = 'ipvs-schedulers-do-as-they-say'

/** Schedulers whose choices are judged. By load: only while connections are open. */
const ruleOf: Readonly<Record<string, { rule: RuleId; byLoad: boolean }>> = {
  rr: { rule: 'scheduler-rr', byLoad: false },
  dh: { rule: 'scheduler-dh', byLoad: false },
  sh: { rule: 'scheduler-sh', byLoad: false },
  lc: { rule: 'scheduler-lc', byLoad: true },
  sed: { rule: 'scheduler-sed', byLoad: true },
  nq: { rule: 'scheduler-nq', byLoad: true },
}

/** How often rr goes round for each client of its Node. */
const rounds = 3
/** Calls of each client where all of them must end alike. */
const callsEach = 4
/** Clients of one Node that cannot all have the endpoint of one by the hash alone: it keeps neighbouring addresses apart. */
const manyClients = 8

/**
 * What is asserted of which scheduler, of each Node's calls to each ClusterIP port with several endpoints, none of which
 * refuses, and without affinity:
 *
 * - rr: of the Node's own calls in turn each endpoint gets as many, within one.
 * - dh: all clients of the Node reach one endpoint.
 * - sh: each client of the Node stays with one endpoint, and eight Pods or more do not share one.
 * - lc, sed, nq: over TCP, each connection the Node opens and keeps goes to an endpoint with the fewest it keeps, and so do
 *   calls that come while they are open. kube-proxy gives each endpoint weight 1: sed and nq then choose alike, and nothing
 *   here tells one from the other but the name in the rules (`proxy-scheduler`). Among endpoints with as many open ones
 *   sed and nq may take any; lc takes one with the fewest that are closing, which is asserted with none open.
 *
 * Clients say who answered. That no other connection was open meanwhile is what IPVS itself says (`ipvsadm -Ln` before,
 * between and after): where it counts others than are kept, or too many that are closing, nothing is said.
 */
export const ipvsSchedulersDoAsTheySay: Property = {
  id,
  claim: 'Every IPVS scheduler chooses endpoints as it says: in turn, by the destination, by the source, by the load.',
  claims: ['C86', 'C87', 'C88', 'C89', 'C90', 'C91'],
  level: 'extended',
  needs: [],
  stages(world) {
    const scheduler = schedulerOf(world)
    const known = ruleOf[scheduler ?? '']
    if (scheduler === undefined || known === undefined) return []
    return known.byLoad ? stagesByLoad(scheduler) : [{ inTurn: true, probes: (held) => calls(held, scheduler) }]
  },
  judge(world, { stages = [] }) {
    const scheduler = schedulerOf(world)
    if (scheduler === undefined || servedPorts(world).length === 0) return []
    const known = ruleOf[scheduler]
    if (known === undefined) {
      const reason = 'podnet does not know what this scheduler promises'
      return [unsupportedCheck(id, 'proxy-scheduler', `scheduler ${scheduler}`, reason)]
    }
    const { rule, byLoad } = known
    return stages.flatMap((stage) => (byLoad ? judgeByLoad(id, rule, stage) : judgeStage(rule, stage)))
  },
}

const schedulerOf = ({ proxy }: World): string | undefined =>
  proxy?.mode === 'ipvs' ? (proxy.scheduler ?? 'rr') : undefined

/** Of each Node to each port with a choice: the Node itself goes round; for hashes its Pods call as well. */
function calls(world: World, scheduler: string): Probe[] {
  return choicesOf(world).flatMap(({ served, port, node, own, endpoints }) => {
    if (scheduler === 'rr') return new Array<Probe>(rounds * endpoints.length).fill(own)
    const pods = world.networkPods.filter(({ nodeName }) => nodeName === node.name)
    const clients = [own, ...pods.map((pod) => toClusterIP(fromPod(pod), served, port))]
    return clients.flatMap((probe) => new Array<Probe>(callsEach).fill(probe))
  })
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
