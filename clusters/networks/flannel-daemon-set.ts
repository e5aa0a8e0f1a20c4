import type { V1Container, V1DaemonSet, V1Probe } from '@kubernetes/client-node'

/** flannel's images: the daemon with /opt/bin/flanneld, and the CNI plugin as /flannel. */
export interface FlannelImages {
  daemon: string
  plugin: string
}

export const flannelNamespace = 'kube-flannel'
export const flannelName = 'flannel'
export const flannelConfig = 'kube-flannel-cfg'
export const flannelLabels = { app: 'flannel', 'k8s-app': 'flannel', tier: 'node' }

const healthPort = 8081
const imagePullPolicy = 'IfNotPresent'

/**
 * flannel's DaemonSet as in its release manifest. `privileged`: with the Node's devices, which the release does without:
 * the UDP backend opens /dev/net/tun.
 */
export function flannelDaemonSet(images: FlannelImages, privileged: boolean): V1DaemonSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'kube-flannel-ds', namespace: flannelNamespace, labels: flannelLabels },
    spec: {
      selector: { matchLabels: { app: 'flannel' } },
      template: {
        metadata: { labels: flannelLabels },
        spec: {
          hostNetwork: true,
          priorityClassName: 'system-node-critical',
          tolerations: [{ operator: 'Exists', effect: 'NoSchedule' }],
          serviceAccountName: flannelName,
          initContainers: installers(images),
          containers: [daemon(images.daemon, privileged)],
          volumes: [
            { name: 'run', hostPath: { path: '/run/flannel' } },
            { name: 'cni-plugin', hostPath: { path: '/opt/cni/bin' } },
            { name: 'cni', hostPath: { path: '/etc/cni/net.d' } },
            { name: 'flannel-cfg', configMap: { name: flannelConfig } },
            { name: 'xtables-lock', hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' } },
          ],
        },
      },
    },
  }
}

function installers(images: FlannelImages): V1Container[] {
  return [
    {
      name: 'install-cni-plugin',
      image: images.plugin,
      imagePullPolicy,
      command: ['cp', '-f', '/flannel', '/opt/cni/bin/flannel'],
      volumeMounts: [{ name: 'cni-plugin', mountPath: '/opt/cni/bin' }],
    },
    {
      name: 'install-cni',
      image: images.daemon,
      imagePullPolicy,
      command: ['/opt/bin/install-conf', '/etc/kube-flannel/cni-conf.json', '/etc/cni/net.d/10-flannel.conflist'],
      volumeMounts: [
        { name: 'cni', mountPath: '/etc/cni/net.d' },
        { name: 'flannel-cfg', mountPath: '/etc/kube-flannel/' },
      ],
    },
  ]
}

function daemon(image: string, privileged: boolean): V1Container {
  const fieldRef = (fieldPath: string) => ({ valueFrom: { fieldRef: { fieldPath } } })
  return {
    name: 'kube-flannel',
    image,
    imagePullPolicy,
    command: ['/opt/bin/flanneld', '--ip-masq', '--kube-subnet-mgr', `--healthz-port=${healthPort}`],
    ports: [{ name: 'healthz', containerPort: healthPort, protocol: 'TCP' }],
    // The release asks for readiness after 5 s and then every 10: time in which nothing happens.
    readinessProbe: { ...httpGet('/readyz'), periodSeconds: 1 },
    livenessProbe: { ...httpGet('/healthz'), initialDelaySeconds: 10, periodSeconds: 30 },
    resources: { requests: { cpu: '100m', memory: '50Mi' } },
    securityContext: { privileged, capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
    env: [
      { name: 'POD_NAME', ...fieldRef('metadata.name') },
      { name: 'POD_NAMESPACE', ...fieldRef('metadata.namespace') },
      { name: 'EVENT_QUEUE_DEPTH', value: '5000' },
      { name: 'CONT_WHEN_CACHE_NOT_READY', value: 'false' },
    ],
    volumeMounts: [
      { name: 'run', mountPath: '/run/flannel' },
      { name: 'flannel-cfg', mountPath: '/etc/kube-flannel/' },
      { name: 'xtables-lock', mountPath: '/run/xtables.lock' },
    ],
  }
}

const httpGet = (path: string): V1Probe => ({ httpGet: { path, port: 'healthz' } })
