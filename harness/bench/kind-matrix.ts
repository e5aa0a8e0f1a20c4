import type { Observation } from '../../properties/model/observation.ts'
import { podPlace } from '../../properties/model/place.ts'
import { type Probe, probeHeaderBytes } from '../../properties/model/probe.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import type { ClusterStatus } from '../../properties/model/status.ts'

export const podPort = 8080

/** 30 Pods, 10 on each of three Nodes. */
export const thirtyPods: Scenario = {
  pods: Array.from({ length: 30 }, (_, index) => ({
    name: `p${index}`,
    nodeName: `node${(index % 3) + 1}`,
    hostNetwork: false,
    containers: [{ name: 'main', port: podPort }],
  })),
}

/** Every ordered pair of Pods, over TCP and over UDP. */
export function allPairs({ pods }: ClusterStatus): Probe[] {
  return pods.flatMap((from) =>
    pods
      .filter((to) => to !== from)
      .flatMap((to) => (['tcp', 'udp'] as const).map((protocol) => probeOf(from.name, to.name, to.ips[0], protocol))),
  )
}

function probeOf(from: string, to: string, address = '', protocol: 'tcp' | 'udp'): Probe {
  return {
    client: podPlace(from),
    target: { kind: 'pod', address, port: podPort, place: podPlace(to) },
    protocol,
    size: 'small',
    payloadBytes: probeHeaderBytes,
  }
}

/** Whether both ends told what they saw, and the server saw the client as it is. */
export function isWholeExchange({ target }: Probe, observation: Observation | undefined): boolean {
  const { outcome, client, server } = observation ?? {}
  return (
    outcome === 'answered' &&
    client !== undefined &&
    server?.peer.address === client.address &&
    server.peer.port === client.port &&
    server.local.address === target.address &&
    server.local.port === target.port
  )
}
