import type { KubernetesObject } from '@kubernetes/client-node'

/** A release's manifest, as its project publishes it. */
export interface ReleaseManifest {
  version: string
  url: string
  /** Of the file's bytes. */
  sha256: string
}

/**
 * Where a cluster says which ranges a Node owns: in the podCIDR of its Node object, or in Calico's IPAM blocks, which
 * come and go with Pods.
 */
export type Addressing = 'pod-cidr' | 'calico-blocks'

/** How a network comes to a Kubernetes cluster: data and pure functions. */
export interface Installation {
  addressing: Addressing
  /** Where the objects come from when the user gives no manifest; absent: podnet renders them itself. */
  release?: ReleaseManifest
  /** The release's image in the place of one that podnet builds, for an engine that does not have that one. */
  releaseImages: Readonly<Record<string, string>>
  /**
   * Everything to install, in the order to apply it. `manifest`: what the release's or the user's manifest holds;
   * undefined: podnet's own objects. Throws ManifestMisfit when the manifest is not of this network.
   */
  objects(podCIDR: string, manifest: readonly KubernetesObject[] | undefined): KubernetesObject[]
}

/** A manifest that cannot bring up the network it was given for; the message says what it lacks. */
export class ManifestMisfit extends Error {
  override name = 'ManifestMisfit'
}
