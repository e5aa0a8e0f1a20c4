import type { V1Pod } from '@kubernetes/client-node'
import type { Pod } from '../../../properties/model/scenario.ts'

export const podNamespace = 'podnet'

/**
 * The namespace of podnet's Pods, which may be host-network ones.
 */
export const namespaceObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: podNamespace, labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
}

/**
 * A Pod that does nothing, once per container: the agent of its Node opens its sockets. A `nodeName` goes past the
 * scheduler, so that no taint counts.
 */
export function podObject({ name, hostNetwork, containers }: Pod, kubernetesNode: string, image: string): V1Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: podNamespace },
    spec: {
      nodeName: kubernetesNode,
      hostNetwork,
      containers: containers.map((container) => ({ name: container.name, image, imagePullPolicy: 'IfNotPresent' })),
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      // Tolerates what may befall a Node during a run: a Pod that is evicted proves nothing.
      tolerations: [{ operator: 'Exists' }],
    },
  }
}
