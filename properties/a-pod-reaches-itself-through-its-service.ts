import { unsupportedCheck } from './checks.ts'
import { podPlace } from './model/place.ts'
import type { Probe } from './model/probe.ts'
import { affinityOf } from './model/services/affinity.ts'
import { endpointsFor } from './model/services/expect-service.ts'
import type { Check } from './model/verdict.ts'
import { describeProbe, type World } from './model/world.ts'
import { spread } from './pairs.ts'
import { fromPod } from './probes.ts'
import type { Property } from './property.ts'
import { judgeSeries, type Series } from './series.ts'
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
    const reason = 'session affinity keeps the Pod with one endpoint, which need not be itself'
    return [
      ...judgeSeries(id, rule, world, evidence.exchanges, (series) => judgeCalls(world, series)),
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

function judgeCalls(world: World, { probe, subject, seen, wrong }: Series): Check[] {
  const reached = seen.some((one) => isOwn(world, probe, answeredBy(one) ?? ''))
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
      observed: [`in ${seen.length} calls none`, ...told].join('; '),
      probe,
    },
  ]
}
