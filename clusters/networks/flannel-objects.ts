import type { KubernetesObject, V1ConfigMap } from '@kubernetes/client-node'
import {
  type FlannelImages,
  flannelConfig,
  flannelDaemonSet,
  flannelLabels,
  flannelName,
  flannelNamespace,
} from './flannel-daemon-set.ts'
import { cniConf } from './net-conf.ts'

/** Everything flannel's release manifest installs, rendered for one backend, in the order to apply it. `privileged`: its daemon. */
export function flannelObjects(netConf: object, images: FlannelImages, privileged = false): KubernetesObject[] {
  const labels = { 'k8s-app': 'flannel' }
  const rbac = 'rbac.authorization.k8s.io'
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: flannelNamespace,
        labels: { ...labels, 'pod-security.kubernetes.io/enforce': 'privileged' },
      },
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRole',
      metadata: { name: flannelName, labels },
      rules: [
        { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
        { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
        { apiGroups: [''], resources: ['nodes/status'], verbs: ['patch'] },
      ],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: flannelName, labels },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: flannelName },
      subjects: [{ kind: 'ServiceAccount', name: flannelName, namespace: flannelNamespace }],
    },
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: flannelName, namespace: flannelNamespace, labels },
    },
    configMap(netConf),
    flannelDaemonSet(images, privileged),
  ] as KubernetesObject[]
}

function configMap(netConf: object): V1ConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: flannelConfig, namespace: flannelNamespace, labels: flannelLabels },
    data: { 'net-conf.json': JSON.stringify(netConf), 'cni-conf.json': JSON.stringify(cniConf) },
  }
}
