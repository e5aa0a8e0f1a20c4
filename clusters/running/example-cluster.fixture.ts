import type { Observation } from '../../properties/model/observation.ts'
import type { PlaceId } from '../../properties/model/place.ts'
import { type Probe, probeHeaderBytes, type TargetKind } from '../../properties/model/probe.ts'
import type { Pod, Scenario } from '../../properties/model/scenario.ts'
import type { ClusterStatus } from '../../properties/model/status.ts'

/** For tests: a signal that ends what hangs. */
export const patience = (): AbortSignal => AbortSignal.timeout(50_000)

export function examplePod(name: string, nodeName: string, hostNetwork = false, port = 8080): Pod {
  return { name, nodeName, hostNetwork, containers: [{ name: 'c', port }] }
}

/** For tests: two Pods on node1, one on node2 and node3, and one that is node2 itself. */
export const exampleScenario: Scenario = {
  pods: [
    examplePod('a', 'node1'),
    examplePod('b', 'node1'),
    examplePod('c', 'node2'),
    examplePod('d', 'node3'),
    examplePod('h', 'node2', true, 9000),
  ],
}

export function addressOf(status: ClusterStatus, pod: string): string {
  const address = status.pods.find(({ name }) => name === pod)?.ips[0]
  if (address === undefined) throw new Error(`no Pod ${pod}`)
  return address
}

/** For tests: a small probe over TCP and one over UDP. */
export function bothProtocols(
  client: PlaceId,
  target: { kind: TargetKind; address: string; port: number; place?: PlaceId },
  bindAddress?: string,
): Probe[] {
  return (['tcp', 'udp'] as const).map((protocol) => ({
    client,
    ...(bindAddress !== undefined && { bind: { address: bindAddress } }),
    target,
    protocol,
    size: 'small',
    payloadBytes: probeHeaderBytes,
  }))
}

/** For tests: `IDENTITY saw ADDRESS`, or the outcome. */
export function told({ outcome, server }: Observation): string {
  return server === undefined ? outcome : `${server.identity} saw ${server.peer.address}`
}
