import fc from 'fast-check'
import type { TrafficDistribution, TrafficPolicy } from '../model/service.ts'

/** What a Service is, apart from whom it selects. What does not go together is left out when it is made. */
export interface ServiceDraw {
  kind: 'cluster-ip' | 'node-port' | 'headless' | 'external-name' | 'selectorless'
  ports: 'one' | 'tcp-and-udp' | 'several'
  /** Its first port's number: from few, so that Services share them. */
  port: number
  protocol: 'TCP' | 'UDP'
  namedTarget: boolean
  /** Address and NodePorts asked for instead of assigned. */
  asksForAddresses: boolean
  affinitySeconds: number | undefined
  externalIP: boolean
  externalPolicy: TrafficPolicy
  internalPolicy: TrafficPolicy
  publishNotReady: boolean
  distribution: TrafficDistribution | undefined
  /** ExternalName: a name of the cluster's own, or one outside. */
  aliasOf: string
}

const oneIn = (n: number): fc.Arbitrary<boolean> => fc.integer({ min: 1, max: n }).map((draw) => draw === 1)

const policy = (localOneIn: number): fc.Arbitrary<TrafficPolicy> =>
  oneIn(localOneIn).map((local) => (local ? 'Local' : 'Cluster'))

export const serviceDrawArbitrary: fc.Arbitrary<ServiceDraw> = fc.record({
  kind: fc.oneof(
    { weight: 6, arbitrary: fc.constant<ServiceDraw['kind']>('cluster-ip') },
    { weight: 7, arbitrary: fc.constant<ServiceDraw['kind']>('node-port') },
    { weight: 3, arbitrary: fc.constant<ServiceDraw['kind']>('headless') },
    { weight: 1, arbitrary: fc.constant<ServiceDraw['kind']>('external-name') },
    { weight: 2, arbitrary: fc.constant<ServiceDraw['kind']>('selectorless') },
  ),
  ports: fc.constantFrom<ServiceDraw['ports']>('one', 'one', 'tcp-and-udp', 'tcp-and-udp', 'several'),
  port: fc.constantFrom(80, 80, 443, 53, 8080),
  protocol: fc.constantFrom<ServiceDraw['protocol']>('TCP', 'TCP', 'UDP'),
  namedTarget: oneIn(3),
  asksForAddresses: oneIn(3),
  affinitySeconds: fc.constantFrom(undefined, undefined, undefined, 5, 10_800),
  externalIP: oneIn(5),
  externalPolicy: policy(3),
  internalPolicy: policy(5),
  publishNotReady: oneIn(6),
  distribution: fc.constantFrom(undefined, undefined, undefined, undefined, 'PreferSameNode', 'PreferClose'),
  aliasOf: fc.constantFrom('kubernetes.default.svc.cluster.local', 'somewhere.podnet.example'),
})
