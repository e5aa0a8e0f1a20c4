import { imageNames, kindestNode, versions } from '../images/versions.ts'
import type { KindOptions } from '../options.ts'

/** Images that would do for the Nodes, best first: the first that the engine has is taken, else the last is pulled. */
export function nodeImageCandidates({ nodeImage, kubernetesVersion }: KindOptions): [string, ...string[]] {
  if (nodeImage !== undefined) return [nodeImage]
  if (kubernetesVersion === undefined) return [imageNames.node, kindestNode]
  const released = `kindest/node:${kubernetesVersion}`
  return kubernetesVersion === versions.kubernetes ? [imageNames.node, released] : [released]
}

/** The Kubernetes of a node image, by its tag as kind's own images have it; undefined where the tag says nothing. */
export function kubernetesVersionOf(image: string): string | undefined {
  return /:(v\d+\.\d+\.\d+)(@|$)/.exec(image)?.[1]
}
