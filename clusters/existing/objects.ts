import type { V1DaemonSet, V1Namespace } from '@kubernetes/client-node'
import { namespaceObject } from '../kubernetes/namespace.ts'
import { ownerLabel } from './names.ts'

export const agentName = 'podnet-agent'

/** The namespace that holds everything podnet makes, so that its removal removes everything. */
export function ownNamespace(name: string, clusterId: string): V1Namespace {
  return namespaceObject(name, { [ownerLabel]: clusterId })
}

/**
 * A Pod on every Node in which the agent can be started. It shares the Node's network and processes and is privileged:
 * the agent enters Pods' network namespaces, records frames and reads rules. It mounts nothing of the Node, and has no
 * token for the API.
 */
export function agentDaemonSet(namespace: string, image: string): V1DaemonSet {
  const labels = { app: agentName }
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: agentName, namespace, labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          hostNetwork: true,
          hostPID: true,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 0,
          tolerations: [{ operator: 'Exists' }],
          containers: [
            {
              name: agentName,
              image,
              imagePullPolicy: 'IfNotPresent',
              command: ['sleep', 'infinity'],
              securityContext: { privileged: true },
            },
          ],
        },
      },
    },
  }
}
