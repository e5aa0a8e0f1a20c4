import type { V1Pod } from '@kubernetes/client-node'
import type { Pod } from '../../../properties/model/scenario.ts'
import type { KubernetesState } from '../state.ts'

/**
 * A Pod that does nothing, once per container: the agent of its Node opens its sockets. A `nodeName` goes past the
 * scheduler, so that no taint counts.
 */
export function podObject(
  { name, hostNetwork, containers }: Pod,
  namespace: string,
  kubernetesNode: string,
  { pauseImage, pauseCommand }: Pick<KubernetesState, 'pauseImage' | 'pauseCommand'>,
): V1Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: {
      nodeName: kubernetesNode,
      hostNetwork,
      containers: containers.map((container) => ({
        name: container.name,
        image: pauseImage,
        imagePullPolicy: 'IfNotPresent',
        ...(pauseCommand && { command: pauseCommand }),
      })),
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      // Tolerates what may befall a Node during a run: a Pod that is evicted proves nothing.
      tolerations: [{ operator: 'Exists' }],
    },
  }
}
