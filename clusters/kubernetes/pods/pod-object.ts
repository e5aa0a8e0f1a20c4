import type { V1Pod } from '@kubernetes/client-node'
import type { Container, Pod } from '../../../properties/model/scenario.ts'
import type { KubernetesState } from '../state.ts'
import { hasReadinessGate, readyCondition } from './readiness.ts'

/**
 * A Pod that does nothing, once per container: the agent of its Node opens its sockets. A `nodeName` goes past the
 * scheduler, so that no taint counts.
 */
export function podObject(
  pod: Pod,
  namespace: string,
  kubernetesNode: string,
  { pauseImage, pauseCommand }: Pick<KubernetesState, 'pauseImage' | 'pauseCommand'>,
): V1Pod {
  const { name, hostNetwork, containers, labels, hostname, subdomain, dnsPolicy } = pod
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, ...(labels && { labels }) },
    spec: {
      nodeName: kubernetesNode,
      hostNetwork,
      ...(hostname !== undefined && { hostname }),
      ...(subdomain !== undefined && { subdomain }),
      ...(dnsPolicy !== undefined && { dnsPolicy }),
      ...(hasReadinessGate(pod) && { readinessGates: [{ conditionType: readyCondition }] }),
      containers: containers.map((container) => ({
        name: container.name,
        image: pauseImage,
        imagePullPolicy: 'IfNotPresent',
        ...(pauseCommand && { command: pauseCommand }),
        ...portsOf(container),
      })),
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      // Tolerates what may befall a Node during a run: a Pod that is evicted proves nothing.
      tolerations: [{ operator: 'Exists' }],
    },
  }
}

function portsOf({ port, ports = [] }: Container) {
  return ports.length === 0 ? {} : { ports: ports.map((named) => ({ ...named, containerPort: port })) }
}
