import { judgeExchanges } from './checks.ts'
import { pairClasses } from './model/pair-class.ts'
import { podPlace } from './model/place.ts'
import { type Probe, probeHeaderBytes } from './model/probe.ts'
import { loopbackOnlyPort } from './model/scenario.ts'
import type { PlacedPod } from './model/world.ts'
import { oneOtherEach, selves } from './pairs.ts'
import { bothProtocols } from './probes.ts'
import type { Property } from './property.ts'

const id = 'loopback-is-private'

export const loopbackIsPrivate: Property = {
  id,
  claim: "A Pod's loopback is its own: nobody else reaches what listens there alone.",
  claims: ['C14'],
  level: 'core',
  needs: [],
  pairs: [...pairClasses.podToItself, ...pairClasses.podToPod],
  probes(world) {
    const { networkPods } = world
    const own = selves(world, networkPods).map((pod) => probeTo(pod, pod, '127.0.0.1', 'tcp'))
    const others = oneOtherEach(world, (_, index) => networkPods[(index + 1) % networkPods.length])
    const foreign = others.flatMap(([pod, other]) =>
      bothProtocols.map((protocol) => probeTo(pod, other, other.ip, protocol)),
    )
    return [...own, ...foreign]
  },
  judge: (world, evidence) => judgeExchanges(id, world, evidence),
}

/** At a Pod's IP the loopback-only port is a closed one. */
function probeTo(client: PlacedPod, target: PlacedPod, address: string, protocol: 'tcp' | 'udp'): Probe {
  const place = podPlace(target.name)
  const loopback = address === '127.0.0.1'
  return {
    client: podPlace(client.name),
    target: {
      kind: loopback ? 'loopback' : 'closed-port',
      place,
      address,
      port: loopbackOnlyPort,
      ...(loopback && { server: `pod/${target.name}/loopback` }),
    },
    protocol,
    size: 'small',
    payloadBytes: probeHeaderBytes,
  }
}
