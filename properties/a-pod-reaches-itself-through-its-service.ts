import { inconclusiveCheck, unsupportedCheck } from './checks.ts'
import { expect } from './model/expectation.ts'
import { judgeAgainst } from './model/judge.ts'
import type { Seen } from './model/observation.ts'
import { podPlace } from './model/place.ts'
import type { Probe } from './model/probe.ts'
import { affinityOf } from './model/services/affinity.ts'
import { endpointsFor } from './model/services/expect-service.ts'
import type { Check } from './model/verdict.ts'
import { describeProbe, type World } from './model/world.ts'
import { spread } from './pairs.ts'
import { fromPod } from './probes.ts'
import type { Property } from './property.ts'
import { answeredBy, answering, mayBeSilent, servedPorts } from './service-calls.ts'
import { toClusterIP } from './service-probes.ts'
import { callsToSeeOne } from './statistics.ts'

const id = 'a-pod-reaches-itself-through-its-service'
const rule = 'service-hairpin'

export const aPodReachesItselfThroughItsService: Property = {
  id,
  claim:
    'A Pod that calls a Service it stands behind reaches itself too, and sees the call under an address of its Node.',
  claims: ['C80'],
  level: 'core',
  needs: [],
  needsRows: true,
  probes: (world) =>
    selfCalls(world)
      .filter((probe) => isCertain(world, probe))
      .flatMap((probe) => new Array<Probe>(callsToSeeOne(endpointsFor(world, probe).length)).fill(probe)),
  judge(world, evidence) {
    const groups = Map.groupBy(evidence.exchanges, ([{ client, target, protocol }]) =>
      [client, target.address, target.port, protocol].join(' '),
    )
    const reason = 'session affinity keeps the Pod with one endpoint, which need not be itself'
    return [
      ...[...groups.values()].flatMap((exchanges) => judgeSeries(world, exchanges)),
      ...selfCalls(world)
        .filter((probe) => !isCertain(world, probe))
        .map((probe) => unsupportedCheck(id, rule, describeProbe(world, probe), reason)),
    ]
  },
}

/** So many that every port and every Pod that is an endpoint is among them: each Pod has a way back of its own. */
function selfCalls(world: World): Probe[] {
  const all = servedPorts(world).flatMap(({ served, port }) =>
    world.networkPods.map((pod) => toClusterIP(fromPod(pod), served, port)),
  )
  const own = all.filter((probe) => answering(world, probe).some((endpoint) => isOwn(world, probe, endpoint)))
  return spread(
    own.filter((probe) => !mayBeSilent(world, probe)),
    ({ client, target, protocol }) => [client, `${target.service} ${protocol}`],
  )
}

const isOwn = (world: World, { client }: Probe, endpoint: string): boolean =>
  world.networkPods.some(({ name, ip }) => client === podPlace(name) && endpoint.startsWith(`${ip}:`))

const isCertain = (world: World, probe: Probe): boolean =>
  affinityOf(world, probe) === undefined || endpointsFor(world, probe).length === 1

function judgeSeries(world: World, exchanges: readonly (readonly [Probe, Seen])[]): Check[] {
  const [first] = exchanges
  if (first === undefined) return []
  const [probe] = first
  const subject = describeProbe(world, probe)
  const notMade = exchanges.find(([, { outcome }]) => outcome === 'not-made')
  if (notMade !== undefined) return [inconclusiveCheck(id, rule, subject, notMade[1].error ?? 'a call was not made')]
  const expectation = expect(world, probe)
  const wrong = exchanges
    .map(([made, seen]) => judgeAgainst(expectation, id, world, made, seen))
    .filter(({ verdict }) => verdict === 'refuted')
  const reached = exchanges.some(([, seen]) => isOwn(world, probe, answeredBy(seen) ?? ''))
  if (reached) return [...wrong, { property: id, rule, verdict: 'holds', subject, expected: '', observed: '', probe }]
  const failed = wrong.map(({ observed }) => observed)
  const told = [...new Set(failed)].map((one) => `${failed.filter((other) => other === one).length} calls: ${one}`)
  return [
    {
      property: id,
      rule,
      verdict: 'refuted',
      subject,
      expected: `an answer of itself, one in ${endpointsFor(world, probe).length}`,
      observed: [`in ${exchanges.length} calls none`, ...told].join('; '),
      probe,
    },
  ]
}
