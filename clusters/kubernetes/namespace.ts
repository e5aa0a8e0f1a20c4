import type { V1Namespace } from '@kubernetes/client-node'
import type { Scenario } from '../../properties/model/scenario.ts'
import { defaultNamespace } from '../../properties/model/service.ts'

/** A namespace for Pods of podnet's, which may be host-network ones. */
export function namespaceObject(name: string, labels: Record<string, string> = {}): V1Namespace {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { ...labels, 'pod-security.kubernetes.io/enforce': 'privileged' } },
  }
}

/** Where a Pod or Service of a scenario lies: what names no namespace of its own is in podnet's, `own`. */
export function namespaceOf({ namespace }: { namespace?: string }, own: string): string {
  return namespace === undefined || namespace === defaultNamespace ? own : namespace
}

/** The same for everything in a scenario; podnet's own first, in any case. */
export function namespacesOf({ pods, services = [] }: Scenario, own: string): Set<string> {
  return new Set([own, ...[...pods, ...services].map((one) => namespaceOf(one, own))])
}
