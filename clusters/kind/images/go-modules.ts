import type { GoModule } from './go-module.ts'
import { versions } from './versions.ts'

const kubernetes = (program: string) => `k8s.io/kubernetes/cmd/${program}`
const plugin = (path: string) => `github.com/containernetworking/plugins/plugins/${path}`
const [major, minor] = versions.kubernetes.slice(1).split('.') as [string, string]

function programs(names: readonly string[], packageOf: (name: string) => string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name.split('/').at(-1) as string, packageOf(name)]))
}

/** Everything that is compiled. kubeadm compares versions and misbehaves without the variables. */
export const goModules: GoModule[] = [
  { name: 'kind', programs: { kind: 'sigs.k8s.io/kind' } },
  {
    name: 'cni-plugins',
    programs: programs(['main/bridge', 'main/loopback', 'main/ptp', 'ipam/host-local', 'meta/portmap'], plugin),
  },
  { name: 'flannel-cni-plugin', programs: programs(['meta/flannel'], plugin) },
  {
    name: 'flannel',
    programs: {
      flanneld: 'github.com/flannel-io/flannel',
      'install-conf': 'github.com/flannel-io/flannel/cmd/install_conf',
    },
    variables: { 'github.com/flannel-io/flannel/pkg/version.Version': versions.flannel },
    usesC: true,
  },
  { name: 'etcd', programs: { etcd: 'go.etcd.io/etcd/server/v3' } },
  { name: 'coredns', programs: { coredns: 'github.com/coredns/coredns' } },
  {
    name: 'kubernetes',
    programs: programs(
      ['kubeadm', 'kubelet', 'kubectl', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'],
      kubernetes,
    ),
    variables: Object.fromEntries(
      Object.entries({
        gitVersion: versions.kubernetes,
        gitMajor: major,
        gitMinor: minor,
        gitTreeState: 'clean',
        // The module does not say which commit it is; its tag names it.
        gitCommit: versions.kubernetes,
      }).map(([name, value]) => [`k8s.io/component-base/version.${name}`, value]),
    ),
  },
]
