import type { KubernetesObject } from '@kubernetes/client-node'
import type { Network } from '../../../properties/model/networks/network.ts'
import { ClusterUnusable } from '../../cluster.ts'
import { installationOf } from '../../networks/index.ts'
import type { Installation } from '../../networks/installation.ts'
import { hasImage, pullImage } from '../cluster/docker.ts'
import { readEngineFacts } from '../engine/facts.ts'
import { describeProblems } from '../engine/problems.ts'
import { imageNames } from '../images/versions.ts'
import type { KindOptions } from '../options.ts'
import { type ArchivedImage, loadArchive, readArchiveOnce } from './image-archive.ts'
import { imagesOf, isNamed, nameProblems, withImages } from './network-images.ts'
import { kubernetesVersionOf, nodeImageCandidates } from './node-image.ts'
import { readManifestFile, readReleaseManifest } from './read-manifest.ts'

/** What a cluster is made of, all of it at hand. */
export interface Parts {
  nodeImage: string
  /** The network's objects, in the order to apply them. */
  objects: KubernetesObject[]
  /** Images the objects run; the engine has them. */
  networkImages: string[]
  /** Those of them that the user brought. */
  usersImages: string[]
}

/**
 * Finds every part of a cluster before anything of it is made: reads manifest and archives, brings the archives' images
 * into the engine, pulls images that it lacks. Throws ClusterUnusable with all problems at once.
 */
export async function findParts(
  network: Network,
  podCIDR: string,
  options: KindOptions,
  signal: AbortSignal,
): Promise<Parts> {
  const problems: string[] = []
  const installation = installationOf(network)
  const objects = await collect(problems, () => objectsOf(installation, podCIDR, options))
  const archives = await Promise.all(
    options.imageArchives.map(
      async (file) => [file, await collect(problems, () => readArchiveOnce(options, file))] as const,
    ),
  )
  const replacements = Object.entries(options.networkImages)
  problems.push(
    ...nameProblems(imagesOf(objects ?? []), objects === undefined ? [] : Object.keys(options.networkImages)),
  )
  if (objects === undefined || problems.length > 0) throw new ClusterUnusable(problems)
  for (const [file, images] of archives) await loadArchive(file, images as ArchivedImage[], signal)

  const named = withImages(objects, (image) => replacements.find(([name]) => isNamed(image, name))?.[1] ?? image)
  const chosen = await withReleaseImages(named, installation)
  const nodeImage = await chooseNodeImage(options)
  const networkImages = imagesOf(chosen)
  const archived = archives.flatMap(([, images]) => images?.map(({ name }) => name) ?? [])
  const brought = new Set([...archived, ...Object.values(options.networkImages)])
  problems.push(...(await cgroupProblems(nodeImage)), ...(await missingImages([nodeImage, ...networkImages])))
  if (problems.length > 0) throw new ClusterUnusable(problems)
  return { nodeImage, objects: chosen, networkImages, usersImages: networkImages.filter((image) => brought.has(image)) }
}

async function collect<T>(problems: string[], find: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await find()
  } catch (error) {
    problems.push((error as Error).message)
    return undefined
  }
}

async function objectsOf(
  installation: Installation,
  podCIDR: string,
  { manifest: file }: KindOptions,
): Promise<KubernetesObject[]> {
  if (file === undefined) {
    const { release } = installation
    return installation.objects(podCIDR, release && (await readReleaseManifest(release)))
  }
  const manifest = readManifestFile(file)
  try {
    return installation.objects(podCIDR, manifest)
  } catch (error) {
    throw new Error(`--manifest ${file} does not bring up this network: ${(error as Error).message}`, { cause: error })
  }
}

/** The release's images where the engine does not have podnet's builds. */
async function withReleaseImages(
  objects: readonly KubernetesObject[],
  { releaseImages }: Installation,
): Promise<KubernetesObject[]> {
  const own = imagesOf(objects).filter((image) => releaseImages[image] !== undefined)
  const there = await Promise.all(own.map(hasImage))
  const absent = new Set(own.filter((_, index) => !there[index]))
  return withImages(objects, (image) => (absent.has(image) ? (releaseImages[image] ?? image) : image))
}

export async function chooseNodeImage(options: KindOptions): Promise<string> {
  const candidates = nodeImageCandidates(options)
  for (const image of candidates) if (await hasImage(image)) return image
  return candidates.at(-1) ?? candidates[0]
}

async function cgroupProblems(nodeImage: string): Promise<string[]> {
  const kubernetesVersion = kubernetesVersionOf(nodeImage)
  if (kubernetesVersion === undefined) return []
  const facts = await readEngineFacts()
  return describeProblems(facts, { canStart: false, kubernetesVersion })
    .filter(({ id }) => id === 'cgroup-version')
    .map(({ sentence }) => sentence)
}

/** Pulls what the engine lacks; one sentence for each image that cannot be had. */
async function missingImages(images: readonly string[]): Promise<string[]> {
  const problems = images.map(async (image) => {
    if (await hasImage(image)) return []
    const words = await pullImage(image)
    return words === undefined ? [] : [missingImage(image, words)]
  })
  return (await Promise.all(problems)).flat()
}

/** `words`: the engine's, about why it could not pull it. */
export function missingImage(image: string, words: string): string {
  const advice =
    image.startsWith('podnet/') || image.startsWith('kindest/') || image.includes('/flannel')
      ? `podnet images build makes ${imageNames.node} and flannel's images from packages`
      : 'give it with --image-archive FILE (docker save)'
  return `image ${image} is neither in the container engine nor to be pulled (${words}): ${advice}`
}
