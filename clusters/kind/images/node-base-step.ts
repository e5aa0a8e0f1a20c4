import { chmodSync, cpSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { componentImages } from './components.ts'
import { copyRecipe, dockerBuild, linkFiles, recipe } from './docker-build.ts'
import { moduleSources } from './go-module.ts'
import type { ImageStep } from './step.ts'
import { imageNames, versions } from './versions.ts'

/** What of Kubernetes runs on a node itself rather than in a container. */
const programs = ['kubeadm', 'kubelet', 'kubectl']

const dockerfile = recipe('node-base.Dockerfile')

/** A node without the components' images: Debian, kind's own files, CNI plugins, kubelet and kubeadm. */
export const nodeBaseStep: ImageStep = {
  makes: 'images',
  count: 1,
  name: 'node-base',
  inputs: {
    dockerfile,
    script: recipe('node-base.sh'),
    programs,
    kubernetes: versions.kubernetes,
    kind: versions.kind,
  },
  dependsOn: ['root', 'kind', 'kubernetes', 'cni-plugins'],
  async run(context) {
    const { scratch, folderOf, signal } = context
    const sources = await moduleSources('kind', 'sigs.k8s.io/kind', signal)
    copyKindFiles(join(sources, 'images', 'base', 'files'), join(scratch, 'files'))
    linkFiles(folderOf('cni-plugins'), join(scratch, 'plugins'))
    linkFiles(folderOf('kubernetes'), join(scratch, 'programs'), programs)
    copyRecipe('node-base.sh', scratch)
    const { pause } = await componentImages(folderOf('kubernetes'), signal)
    const values = { ROOT: imageNames.root, PAUSE: pause, VERSION: versions.kubernetes }
    await dockerBuild({ folder: scratch, tag: imageNames.nodeBase, dockerfile, arguments: values }, context)
  },
}

/** Copies the files of kind's base image. A Go module does not keep modes: kind's Dockerfile says which are programs. */
export function copyKindFiles(from: string, to: string): void {
  cpSync(from, to, { recursive: true })
  chmodSync(to, 0o755)
  for (const entry of readdirSync(to, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const isProgram = /^(usr\/local|kind)\/bin\//.test(path.slice(to.length + 1))
    chmodSync(path, entry.isDirectory() || isProgram ? 0o755 : 0o644)
  }
}
