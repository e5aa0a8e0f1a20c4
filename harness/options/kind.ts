import { accessSync, constants } from 'node:fs'
import type { Command } from 'commander'
import type { KindOptions } from '../../clusters/kind/options.ts'
import type { ProviderName } from '../../clusters/providers.ts'
import { foreignOptions, makingOptions } from './foreign.ts'

/** The options of the kind provider, as typed. */
export interface KindTexts {
  image?: string
  kubernetesVersion?: string
  imageArchive?: string[]
  networkImage?: string[]
  manifest?: string
  /** The running cluster that `check` and `replay` take. */
  cluster?: string
}

const collect = (value: string, before: string[] = []): string[] => [...before, value]

export function addKindOptions(command: Command): Command {
  return command
    .optionsGroup('Options of --provider kind:')
    .option('--image <name>', 'node image (default: the one `podnet images build` makes, else kindest/node)')
    .option('--kubernetes-version <version>', 'Kubernetes of the Nodes, such as v1.34.4, instead of --image')
    .option('--image-archive <file>', 'images to use, a file of `docker save`; as often as wanted', collect)
    .option(
      '--network-image <name=image>',
      'another image in the place of one the network runs, such as flannel=mine:dev; as often as wanted',
      collect,
    )
    .option('--manifest <file>', "the network's objects (default: flannel's as podnet knows them, Calico's release)")
}

export function readKindSettings(texts: KindTexts, provider: ProviderName, problems: string[]): Partial<KindOptions> {
  const given = {
    '--image': texts.image,
    '--kubernetes-version': texts.kubernetesVersion,
    '--image-archive': texts.imageArchive,
    '--network-image': texts.networkImage,
    '--manifest': texts.manifest,
  }
  const misplaced = [
    ...foreignOptions('kind', provider, given),
    ...makingOptions('kind', provider, given, texts.cluster),
  ]
  problems.push(...misplaced)
  if (misplaced.length > 0) return {}
  if (texts.image !== undefined && texts.kubernetesVersion !== undefined) {
    problems.push('--image and --kubernetes-version both say which Nodes to run; leave one of the two out')
  }
  if (texts.kubernetesVersion !== undefined && !/^v\d+\.\d+\.\d+$/.test(texts.kubernetesVersion)) {
    problems.push(`--kubernetes-version: expected a version such as v1.34.4, found "${texts.kubernetesVersion}"`)
  }
  const files = [
    ...(texts.imageArchive ?? []).map((file) => ['--image-archive', file] as const),
    ...(texts.manifest === undefined ? [] : [['--manifest', texts.manifest] as const]),
  ]
  for (const [option, file] of files)
    if (!isReadable(file)) problems.push(`${option} ${file}: no such file, or no right to read it`)
  return {
    imageArchives: texts.imageArchive ?? [],
    networkImages: readNetworkImages(texts.networkImage ?? [], problems),
    ...(texts.image !== undefined && { nodeImage: texts.image }),
    ...(texts.kubernetesVersion !== undefined && { kubernetesVersion: texts.kubernetesVersion }),
    ...(texts.manifest !== undefined && { manifest: texts.manifest }),
  }
}

function readNetworkImages(words: readonly string[], problems: string[]): Record<string, string> {
  const pairs = words.flatMap((word): [string, string][] => {
    const [name, ...rest] = word.split('=')
    const image = rest.join('=')
    if (name && /^[a-z0-9][\w./:@-]*$/i.test(image)) return [[name, image]]
    problems.push(`--network-image: expected NAME=IMAGE, such as flannel=mine:dev, found "${word}"`)
    return []
  })
  return Object.fromEntries(pairs)
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK)
    return true
  } catch {
    return false
  }
}
