/** What the images are made of. Those of Go modules stand a second time in modules/NAME/go.mod, where Go reads them. */
export const versions = {
  kubernetes: 'v1.34.4',
  kind: 'v0.33.0',
  cniPlugins: 'v1.9.1',
  etcd: 'v3.6.16',
  coreDNS: 'v1.12.1',
  flannel: 'v0.28.10',
  flannelCNIPlugin: 'v0.9.1',
  /** The last Debian whose systemd takes cgroup v1. */
  debian: 'bookworm',
}

/** Names of the images podnet builds. They are not the release's: nobody may take one for the other. */
export const imageNames = {
  root: `podnet/root:${versions.debian}`,
  tools: `podnet/network-tools:${versions.debian}`,
  nodeBase: `podnet/node-base:${versions.kubernetes}`,
  /** A node for kind, with the images of every component, of flannel and `pause` inside. */
  node: `podnet/node:${versions.kubernetes}`,
  flannel: `podnet/flannel:${versions.flannel}`,
  flannelCNIPlugin: `podnet/flannel-cni-plugin:${versions.flannelCNIPlugin}`,
}

/** The node image that kind itself would take, as its release names it. */
export const kindestNode =
  'kindest/node:v1.37.0@sha256:a1ed56cfb0e7b93589bdf97c8cd566405a265939e3620fc4f5de89adff580ae5'
