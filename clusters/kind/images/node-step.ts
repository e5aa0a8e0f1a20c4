import { run, runChecked } from '../../host/process.ts'
import { componentImages } from './components.ts'
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
    const components = Object.values(await componentImages(folderOf('kubernetes'), signal))
    const images = [...components, imageNames.flannel, imageNames.flannelCNIPlugin]
    const start = ['run', '--detach', '--rm', '--network=none', '--entrypoint=sleep', imageNames.nodeBase, 'infinity']
    const container = (await runChecked('docker', start, options(signal))).stdout.trim()
    try {
      await preload(container, images, signal)
      const changes = [`ENTRYPOINT ${entrypoint}`, 'CMD []', ...labels.map((label) => `LABEL ${label}`)]
      const commit = ['commit', ...changes.flatMap((change) => ['--change', change]), container, imageNames.node]
      await runChecked('docker', commit, options(signal))
    } finally {
      await run('docker', ['rm', '--force', container])
    }
  },
}

/** One stream from the engine's store into the node's: no archive lies on the disk. */
async function preload(container: string, images: readonly string[], signal: AbortSignal): Promise<void> {
  const stream =
    'container=$1 script=$2; shift 2; docker save "$@" | docker exec -i "$container" sh -euc "$script" sh "$@"'
  await runChecked('sh', ['-c', stream, 'sh', container, script, ...images], options(signal))
}
