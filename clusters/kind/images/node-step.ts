import { runChecked } from '../../host/process.ts'
import { buildContainer, builderOption, removeBuildContainer } from './build-container.ts'
import { componentImages, localName } from './components.ts'
import { recipe } from './docker-build.ts'
import type { ImageStep } from './step.ts'
import { imageNames } from './versions.ts'

const script = recipe('preload.sh')
const entrypoint = '["/usr/local/bin/entrypoint", "/sbin/init"]'

const options = (signal: AbortSignal) => ({ signal, timeoutMs: 15 * 60_000 })

/** The node that kind takes: the base with every image inside, so that a cluster needs no load step. */
export const nodeStep: ImageStep = {
  makes: 'images',
  count: 1,
  name: 'node',
  inputs: { script, entrypoint },
  dependsOn: ['node-base', 'components', 'flannel-image', 'flannel-cni-plugin-image', 'kubernetes'],
  async run({ folderOf, labels, signal }) {
    const names = preloaded(Object.values(await componentImages(folderOf('kubernetes'), signal)))
    await removeBuildContainer()
    const named = ['run', '--detach', '--rm', '--name', buildContainer, builderOption()]
    const start = [...named, '--network=none', '--entrypoint=sleep']
    await runChecked('docker', [...start, imageNames.nodeBase, 'infinity'], options(signal))
    try {
      await preload(names, signal)
      const changes = [`ENTRYPOINT ${entrypoint}`, 'CMD []', ...labels.map((label) => `LABEL ${label}`)]
      const commit = ['commit', ...changes.flatMap((change) => ['--change', change]), buildContainer, imageNames.node]
      await runChecked('docker', commit, options(signal))
    } finally {
      await removeBuildContainer()
    }
  },
}

/** What goes into a node: the name in the engine, and the one the node knows it by, which for flannel is the same. */
export function preloaded(components: readonly string[]): [local: string, known: string][] {
  const flannel = [imageNames.flannel, imageNames.flannelCNIPlugin]
  return [
    ...components.map((image): [string, string] => [localName(image), image]),
    ...flannel.map((image): [string, string] => [image, `docker.io/${image}`]),
  ]
}

/** One stream from the engine's store into the node's: no archive lies on the disk. */
async function preload(names: readonly [string, string][], signal: AbortSignal): Promise<void> {
  const stream = 'docker save $1 | docker exec -i "$2" sh -euc "$3" sh $4'
  const images = names.map(([local]) => local).join(' ')
  const pairs = names.map((pair) => pair.join('=')).join(' ')
  await runChecked('sh', ['-c', stream, 'sh', images, buildContainer, script, pairs], options(signal))
}
