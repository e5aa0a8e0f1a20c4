import type { Command } from 'commander'
import { plainExitCodesHelp } from '../exit.ts'
import { helpEnd } from '../help.ts'
import type { Context } from '../services.ts'
import { interruptible } from '../signals.ts'
import { refuseIf } from '../usage-error.ts'

/** `podnet images`: what kind clusters are made of, built from packages where no container registry can be reached. */
export function imagesCommand(program: Command, context: Context): void {
  const images = program
    .command('images')
    .summary('build, list, save and load the images of kind clusters')
    .description(
      'Images of kind clusters, built from Go modules and Debian packages. What did not change is not built again.',
    )
    .helpCommand(false)
    .addHelpText('after', helpEnd(['podnet images build', 'podnet images save images.tar'], plainExitCodesHelp))
  images
    .command('build')
    .summary('build what is missing; installs and starts a container engine as root')
    .description('Builds what is missing. As root on Debian or Ubuntu it installs and starts a container engine first.')
    .action(() => build(context))
  images
    .command('list')
    .summary('what is built, and whether it is current')
    .action(() => list(context))
  images
    .command('save')
    .summary('write the images to a docker-save archive')
    .argument('<file>', 'the archive')
    .action((file: string) => move(context, file, 'saveImages', 'saved'))
  images
    .command('load')
    .summary('load images from a docker-save archive')
    .argument('<file>', 'the archive')
    .action((file: string) => move(context, file, 'loadImages', 'loaded'))
}

// Loaded when used: the other commands need nothing of it.
const imageModules = {
  build: () => import('../../clusters/kind/images/build.ts'),
  list: () => import('../../clusters/kind/images/list.ts'),
  archive: () => import('../../clusters/kind/images/archive.ts'),
  problems: () => import('../../clusters/kind/images/problems.ts'),
  engineProblems: () => import('../../clusters/kind/engine/problems.ts'),
  archived: () => import('../../clusters/kind/parts/image-archive.ts'),
  engine: () => import('../../clusters/kind/engine/ensure-engine.ts'),
}

async function build(context: Context): Promise<void> {
  const printer = context.printer()
  const say = (sentence: string) => printer.talk(sentence)
  const { imageProblems } = await imageModules.problems()
  refuseIf((await imageProblems()).map(({ sentence }) => sentence))
  const { ensureEngine } = await imageModules.engine()
  const { buildImages } = await imageModules.build()
  await interruptible(printer, async (signal) => {
    await ensureEngine({ signal, say })
    await buildImages({ signal, say })
  })
}

async function list(context: Context): Promise<void> {
  refuseIf(await withoutEngine())
  const { listImages, renderImages } = await imageModules.list()
  const printer = context.printer()
  for (const line of renderImages(await listImages())) printer.data(line)
}

async function move(context: Context, file: string, which: 'saveImages' | 'loadImages', done: string): Promise<void> {
  refuseIf([...(await withoutEngine()), ...(which === 'loadImages' ? await archiveProblems(file) : [])])
  const archive = await imageModules.archive()
  const printer = context.printer()
  const names = await interruptible(printer, (signal) => archive[which](file, signal))
  printer.talk(`${done}: ${names.join(', ')}`)
}

/** Where images lie in an engine, none is started to look. */
async function withoutEngine(): Promise<string[]> {
  const { engineProblems } = await imageModules.engineProblems()
  const found = await engineProblems({ canStart: false })
  return found.filter(({ id }) => id === 'no-engine' || id === 'engine-refused').map(({ sentence }) => sentence)
}

async function archiveProblems(file: string): Promise<string[]> {
  const { readArchive } = await imageModules.archived()
  try {
    await readArchive(file)
    return []
  } catch (error) {
    return [(error as Error).message]
  }
}
