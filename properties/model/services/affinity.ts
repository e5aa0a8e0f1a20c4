import type { Probe } from '../probe.ts'
import { affinitySeconds, servicePortKey } from '../service.ts'
import type { World } from '../world.ts'
import { arrivalOf } from './arrival.ts'
import { captureOf } from './capture.ts'
import { proxyTraits } from './proxy-traits.ts'

/** How a call sticks to an endpoint (datapath 2.4). */
export interface Affinity {
  /** Calls of one key go to one endpoint: the Node that translates them, the client as it is seen there, the Service port. */
  key: string
  /** For so long after the last new connection the endpoint stays. */
  holdsSeconds: number
  /** After so long without a connection it may be another. */
  endsSeconds: number
}

/** Undefined for a call that nothing takes or whose Service has no affinity. */
export function affinityOf(world: World, probe: Probe): Affinity | undefined {
  const { proxy } = world
  if (proxy === undefined || probe.protocol === 'icmp') return undefined
  const { entry, source } = arrivalOf(world, probe)
  const capture = captureOf(world, proxy, probe, entry)
  if (capture === undefined || capture.kind === 'host-port') return undefined
  const { service } = capture.served
  const seconds = affinitySeconds(service)
  if (seconds === undefined) return undefined
  const { affinityPer, affinityFloorSeconds } = proxyTraits[proxy.mode]
  const port = servicePortKey(service, capture.port)
  const per =
    affinityPer === 'address' ? `${port} ${probe.protocol} ${probe.target.address}` : `${port} ${probe.protocol}`
  return {
    key: `${entry} ${source} ${per}`,
    holdsSeconds: seconds,
    endsSeconds: Math.max(seconds, affinityFloorSeconds),
  }
}
