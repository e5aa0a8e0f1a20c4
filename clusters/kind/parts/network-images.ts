import type { KubernetesObject, V1Container, V1PodTemplateSpec } from '@kubernetes/client-node'

/** Objects whose spec holds a Pod template. */
interface Workload extends KubernetesObject {
  spec?: { template?: V1PodTemplateSpec }
}

function containersOf(object: KubernetesObject): V1Container[] {
  const spec = (object as Workload).spec?.template?.spec
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]
}

/** Every image the objects run, each once. */
export function imagesOf(objects: readonly KubernetesObject[]): string[] {
  return [...new Set(objects.flatMap(containersOf).flatMap(({ image }) => image ?? []))]
}

/** The objects with other images. `change`: the image to take for one that is named there. */
export function withImages(
  objects: readonly KubernetesObject[],
  change: (image: string) => string,
): KubernetesObject[] {
  return objects.map((object) => {
    const copy = structuredClone(object)
    for (const container of containersOf(copy)) {
      if (container.image !== undefined) container.image = change(container.image)
    }
    return copy
  })
}

/** `quay.io/calico/node` of `quay.io/calico/node:v3` or `...@sha256:...`. */
export function repositoryOf(image: string): string {
  const [withoutDigest = ''] = image.split('@')
  const slash = withoutDigest.lastIndexOf('/')
  const colon = withoutDigest.lastIndexOf(':')
  return colon > slash ? withoutDigest.slice(0, colon) : withoutDigest
}

/** Whether a user's NAME means an image: its repository, or the last part or parts of that. */
export function isNamed(image: string, name: string): boolean {
  return `/${repositoryOf(image)}`.endsWith(`/${name}`)
}

/** One problem for each NAME that means no image, or several. */
export function nameProblems(images: readonly string[], names: readonly string[]): string[] {
  const there = images.map(repositoryOf).join(', ')
  return names.flatMap((name) => {
    const meant = images.filter((image) => isNamed(image, name)).map(repositoryOf)
    if (new Set(meant).size === 1) return []
    const found = meant.length === 0 ? 'the network runs no such image' : `it means ${meant.join(' and ')}`
    return [`--network-image ${name}: ${found}; there are ${there}`]
  })
}
