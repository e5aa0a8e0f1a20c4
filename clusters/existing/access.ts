import type { V1ClusterRole, V1PolicyRule } from '@kubernetes/client-node'

/** Something the user's account must be allowed to do, everywhere: the namespace is a new one each time. */
export interface Access {
  group: string
  resource: string
  verbs: readonly string[]
}

/** All that podnet asks of the API of any cluster. */
export const neededAccess: readonly Access[] = [
  // All are listed for what DNS names there are.
  { group: '', resource: 'namespaces', verbs: ['create', 'get', 'list', 'delete'] },
  { group: '', resource: 'nodes', verbs: ['list'] },
  { group: '', resource: 'configmaps', verbs: ['get'] },
  // Those of others are counted: each has a port on its Node's bridge.
  { group: '', resource: 'pods', verbs: ['list', 'watch', 'create', 'patch', 'delete'] },
  // Whether a Pod is ready is podnet's to say.
  { group: '', resource: 'pods/status', verbs: ['patch'] },
  // Those of others are read: their addresses and ports are taken.
  { group: '', resource: 'services', verbs: ['list', 'create', 'patch', 'delete'] },
  { group: 'discovery.k8s.io', resource: 'endpointslices', verbs: ['list', 'watch', 'create', 'patch', 'delete'] },
  // The way to the agents. Which of the two verbs counts depends on the API server's version.
  { group: '', resource: 'pods/exec', verbs: ['get', 'create'] },
  { group: 'apps', resource: 'daemonsets', verbs: ['create'] },
  { group: 'networking.k8s.io', resource: 'servicecidrs', verbs: ['get'] },
]

/** What it reads besides where Calico runs. */
export const calicoAccess: readonly Access[] = [
  { group: 'crd.projectcalico.org', resource: 'ippools', verbs: ['list'] },
  { group: 'crd.projectcalico.org', resource: 'ipamblocks', verbs: ['list'] },
]

/** A ClusterRole that allows it, to be bound to the user. podnet itself makes neither. */
export function userRole(): V1ClusterRole {
  const rules = [...neededAccess, ...calicoAccess].map(
    ({ group, resource, verbs }): V1PolicyRule => ({ apiGroups: [group], resources: [resource], verbs: [...verbs] }),
  )
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'podnet-user' },
    rules,
  }
}

/** `create pods/exec`, or `create daemonsets.apps`, as kubectl writes it. */
export function describeAccess({ group, resource }: Access, verb: string): string {
  return `${verb} ${resource}${group === '' ? '' : `.${group}`}`
}
