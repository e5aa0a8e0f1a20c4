import type { KubernetesObject, V1Container, V1DaemonSet, V1EnvVar } from '@kubernetes/client-node'
import type { Network } from '../../properties/model/networks/network.ts'
import { type Installation, ManifestMisfit, type ReleaseManifest } from './installation.ts'

const version = 'v3.32.1'
const release = (file: string, sha256: string): ReleaseManifest => ({
  version,
  url: `https://raw.githubusercontent.com/projectcalico/calico/${version}/manifests/${file}`,
  sha256,
})

/** With Felix's VXLAN, and with BIRD. */
const manifests = {
  vxlan: release('calico-vxlan.yaml', 'c2ab4f9a4ecde01d66e6f040d6745cd7f174d5ded573164c809ffb9f40a9d566'),
  bird: release('calico.yaml', 'a1df919d9721cf667accdc3e72848911b0cb25cfab7d2478ad0c996302c95744'),
}

/** Calico by its release manifest, with the pool's range and mode set in calico-node's environment. */
export function calicoInstallation(network: Network): Installation {
  const manifest = network.tunnel?.encapsulation === 'vxlan' ? manifests.vxlan : manifests.bird
  return {
    addressing: 'calico-blocks',
    release: manifest,
    releaseImages: {},
    objects(podCIDR, given) {
      if (given === undefined) throw new ManifestMisfit(`Calico is installed by its manifest ${manifest.url}`)
      const isNode = ({ kind, metadata }: KubernetesObject) => kind === 'DaemonSet' && metadata?.name === 'calico-node'
      if (!given.some(isNode)) throw new ManifestMisfit('it has no DaemonSet calico-node')
      const pool = poolEnvironment(network, podCIDR)
      return given.map((object) => (isNode(object) ? withEnvironment(object as V1DaemonSet, pool) : object))
    },
  }
}

/** What calico-node makes its first IP pool of. */
export function poolEnvironment({ tunnel }: Network, podCIDR: string): Record<string, string> {
  const use = tunnel?.use === 'always' ? 'Always' : 'CrossSubnet'
  const mode = (encapsulation: string) => (tunnel?.encapsulation === encapsulation ? use : 'Never')
  return {
    CALICO_IPV4POOL_CIDR: podCIDR,
    CALICO_IPV4POOL_VXLAN: mode('vxlan'),
    CALICO_IPV4POOL_IPIP: mode('ipip'),
  }
}

function withEnvironment(daemonSet: V1DaemonSet, environment: Record<string, string>): KubernetesObject {
  const copy = structuredClone(daemonSet)
  const container = copy.spec?.template.spec?.containers.find(({ name }) => name === 'calico-node')
  if (container === undefined) throw new ManifestMisfit('its DaemonSet calico-node has no container calico-node')
  container.env = replaced(container, environment)
  return copy as KubernetesObject
}

function replaced({ env = [] }: V1Container, environment: Record<string, string>): V1EnvVar[] {
  const kept = env.filter(({ name }) => environment[name] === undefined)
  return [...kept, ...Object.entries(environment).map(([name, value]) => ({ name, value }))]
}
