import { inconclusiveCheck, judgeExchanges, unsupportedCheck } from './checks.ts'
import { expect, limitsErrors } from './model/expectation.ts'
import { isAsExpected, type Seen } from './model/observation.ts'
import type { Probe } from './model/probe.ts'
import type { Check } from './model/verdict.ts'
import { describeProbe, type World } from './model/world.ts'
import { spread } from './pairs.ts'
import type { Property } from './property.ts'
import {
  bySilence,
  callers,
  callsToAddresses,
  isForNobody,
  kindOfCaller,
  outsideCallers,
  servedPorts,
} from './service-calls.ts'
import { toNodePort } from './service-probes.ts'

const id = 'services-without-endpoints-refuse-at-once'
const rule = 'refused-at-once'

/**
 * A refusal later than this is none: the first repetition of a SYN leaves after 1 s (RFC 6298), and what is refused only
 * then was lost the first time.
 */
const atOnceMs = 900

export const servicesWithoutEndpointsRefuseAtOnce: Property = {
  id,
  claim:
    'A Service without any usable endpoint refuses at once, and one whose policy allows none of those it has is silent.',
  claims: ['C80'],
  level: 'core',
  needs: [],
  // How long a refusal took stands in the row.
  needsRows: true,
  ...bySilence(calls),
  judge(world, evidence) {
    const late = evidence.exchanges.flatMap(([probe, seen]) => judgeDuration(world, probe, seen))
    return [...judgeExchanges(id, world, evidence), ...late]
  },
}

/** Every caller at the ClusterIP and externalIPs; at each Node's NodePort one caller of each kind, Node and protocol. */
function calls(world: World): Probe[] {
  const inside = callers(world)
  const all = servedPorts(world).flatMap(({ served, port }) => {
    const nodePorts = world.topology.nodes.flatMap((node) =>
      port.nodePort === undefined
        ? []
        : [...inside, ...outsideCallers(world)].map((client) => toNodePort(client, served, port, node)),
    )
    const kinds = spread(nodePorts, ({ client, target }) => [`${kindOfCaller(world, client)} ${target.place}`])
    return [...callsToAddresses(world, { served, port }), ...kinds]
  })
  return all.filter((probe) => isForNobody(world, probe))
}

/** TCP and UDP alike; silence is judged by its own rule. A refusal that a Node held back comes with a later SYN. */
function judgeDuration(world: World, probe: Probe, seen: Seen): Check[] {
  if (isAsExpected(seen) || seen.outcome !== 'refused') return []
  const subject = describeProbe(world, probe)
  if (expect(world, probe).allowed.every(({ outcome }) => outcome !== 'refused')) return []
  const isLate = seen.durationMs > atOnceMs
  if (isLate && seen.heldUpMs !== undefined)
    return [inconclusiveCheck(id, rule, subject, `its agent stood still for ${seen.heldUpMs} ms, and read it late`)]
  if (isLate && limitsErrors(world))
    return [unsupportedCheck(id, rule, subject, 'Nodes hold ICMP errors back (net.ipv4.icmp_ratelimit)')]
  return [
    {
      property: id,
      rule,
      verdict: isLate ? 'refuted' : 'holds',
      subject,
      expected: isLate ? `refused within ${atOnceMs} ms` : '',
      observed: isLate ? `refused after ${Math.round(seen.durationMs)} ms` : '',
      probe,
    },
  ]
}
