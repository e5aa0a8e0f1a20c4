import type { V1Namespace } from '@kubernetes/client-node'

/** A namespace for Pods of podnet's, which may be host-network ones. */
export function namespaceObject(name: string, labels: Record<string, string> = {}): V1Namespace {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { ...labels, 'pod-security.kubernetes.io/enforce': 'privileged' } },
  }
}
