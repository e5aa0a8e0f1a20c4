import { judgeExchanges } from './checks.ts'
import { pairClasses } from './model/pair-class.ts'
import { podPlace } from './model/place.ts'
import { type Probe, probeHeaderBytes } from './model/probe.ts'
import type { Container } from './model/scenario.ts'
import type { PlacedPod, World } from './model/world.ts'
import { selves } from './pairs.ts'
import { bothProtocols, fromPod, toPod } from './probes.ts'
import type { Property } from './property.ts'

const id = 'containers-share-localhost-and-ip'

export const containersShareLocalhostAndIp: Property = {
  id,
  claim: 'Containers of a Pod share its IP, its localhost and its ports.',
  claims: ['C7', 'C9', 'C11', 'C12'],
  level: 'core',
  needs: [],
  pairs: pairClasses.podToItself,
  probes(world) {
    return selves(world, world.networkPods).flatMap((pod) =>
      pod.containers.flatMap((container, index) => [
        ...bothProtocols.flatMap((protocol) => [
          onLocalhost(pod, container, protocol),
          toPod(world, fromPod(pod), pod, protocol, { container: index }),
        ]),
        boundTwice(world, pod, index),
      ]),
    )
  },
  judge: (world, evidence) => judgeExchanges(id, world, evidence),
}

function onLocalhost(pod: PlacedPod, container: Container, protocol: 'tcp' | 'udp'): Probe {
  const place = podPlace(pod.name)
  const server = `pod/${pod.name}/${container.name}`
  return {
    client: place,
    target: { kind: 'loopback', place, address: '127.0.0.1', port: container.port, server },
    protocol,
    size: 'small',
    payloadBytes: probeHeaderBytes,
  }
}

/** A second program that asks for the container's port on the Pod's IP must be told that it is taken. */
function boundTwice(world: World, pod: PlacedPod, container: number): Probe {
  const probe = toPod(world, fromPod(pod), pod, 'udp', { container })
  return { ...probe, bind: { address: pod.ip, port: probe.target.port } }
}
