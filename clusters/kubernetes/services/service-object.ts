import type { V1Service } from '@kubernetes/client-node'
import { affinitySeconds, type Service, servicePortKey } from '../../../properties/model/service.ts'

/** A Service as the API takes it. Throws nothing: what the API refuses it refuses in its own words. */
export function serviceObject(service: Service, namespace: string): V1Service {
  const { name, type, clusterIP, ports, selector, externalName, externalIPs } = service
  const seconds = affinitySeconds(service)
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: {
      type,
      // The model's IPv4 is all that is asked for, also where a cluster has two families.
      ...(type !== 'ExternalName' && { ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] }),
      ...(clusterIP !== undefined && { clusterIP }),
      ...(ports.length > 0 && { ports: ports.map((port) => ({ ...port })) }),
      ...(selector !== undefined && { selector }),
      ...(externalName !== undefined && { externalName }),
      ...(externalIPs !== undefined && { externalIPs }),
      ...policiesOf(service),
      ...(seconds !== undefined && {
        sessionAffinity: 'ClientIP',
        // Written out: a default the API filled in would stay when the affinity goes.
        sessionAffinityConfig: { clientIP: { timeoutSeconds: seconds } },
      }),
    },
  }
}

function policiesOf({
  externalTrafficPolicy,
  internalTrafficPolicy,
  publishNotReadyAddresses,
  trafficDistribution,
}: Service): Partial<NonNullable<V1Service['spec']>> {
  return {
    ...(externalTrafficPolicy !== undefined && { externalTrafficPolicy }),
    ...(internalTrafficPolicy !== undefined && { internalTrafficPolicy }),
    ...(publishNotReadyAddresses !== undefined && { publishNotReadyAddresses }),
    ...(trafficDistribution !== undefined && { trafficDistribution }),
  }
}

/** What the API gives a Service once: one that asks for something else is another Service under the same name. */
export function allocatedPart(service: Service): unknown {
  const { type, clusterIP, ports } = service
  return [
    type,
    clusterIP,
    ports.map((port) => [servicePortKey(service, port), port.port, port.protocol, port.nodePort]),
  ]
}
