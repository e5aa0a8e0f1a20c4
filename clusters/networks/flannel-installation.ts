import type { KubernetesObject, V1ConfigMap } from '@kubernetes/client-node'
import type { Network } from '../../properties/model/networks/network.ts'
import { imageNames, versions } from '../kind/images/versions.ts'
import { flannelConfig } from './flannel-daemon-set.ts'
import { flannelObjects } from './flannel-objects.ts'
import { type Installation, ManifestMisfit } from './installation.ts'
import { netConf } from './net-conf.ts'

/** podnet's builds of flannel and of its CNI plugin, and the release's images of the same versions. */
const images = { daemon: imageNames.flannel, plugin: imageNames.flannelCNIPlugin }
const releaseImages = {
  [images.daemon]: `ghcr.io/flannel-io/flannel:${versions.flannel}`,
  [images.plugin]: 'ghcr.io/flannel-io/flannel-cni-plugin:v1.9.1-flannel1',
}

/**
 * flannel as its release manifest installs it, with the backend of the network. A user's manifest is taken as it is: its
 * net-conf must name the same range and backend, or another network would be judged than the one that runs.
 */
export function flannelInstallation(network: Network): Installation {
  return {
    addressing: 'pod-cidr',
    releaseImages,
    objects(podCIDR, manifest) {
      const wanted = netConf(network, podCIDR)
      if (manifest === undefined) return flannelObjects(wanted, images, network.needs.includes('tun'))
      const problems = netConfProblems(wanted, givenNetConf(manifest))
      if (problems.length > 0) throw new ManifestMisfit(problems.join('; '))
      return [...manifest]
    },
  }
}

function givenNetConf(manifest: readonly KubernetesObject[]): Record<string, unknown> {
  const found = manifest.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata?.name === flannelConfig)
  const text = (found as V1ConfigMap | undefined)?.data?.['net-conf.json']
  if (text === undefined) throw new ManifestMisfit(`it has no ConfigMap ${flannelConfig} with net-conf.json`)
  return JSON.parse(text)
}

/** Values of the network's net-conf that a given one does not have; what it has beyond them is the user's matter. */
function netConfProblems(wanted: object, given: Record<string, unknown>, path = 'net-conf.json'): string[] {
  return Object.entries(wanted).flatMap(([key, value]) => {
    const there = given[key]
    const where = `${path} ${key}`
    if (value !== null && typeof value === 'object') {
      const inside = typeof there === 'object' && there !== null ? (there as Record<string, unknown>) : {}
      return netConfProblems(value, inside, where)
    }
    // flannel takes what is left out for false.
    return (there ?? false) === value
      ? []
      : [`${where}: expected ${JSON.stringify(value)}, found ${JSON.stringify(there)}`]
  })
}
