import { join } from 'node:path'
import { type Component, componentImages, components, localName } from './components.ts'
import { copyRecipe, dockerBuild, linkFiles, recipe } from './docker-build.ts'
import type { ImageStep } from './step.ts'
import { imageNames } from './versions.ts'

const toolsFile = recipe('network-tools.Dockerfile')

/** iptables, nft and their kin with nothing around them: what kube-proxy and flannel call. */
export const networkToolsStep: ImageStep = {
  makes: 'images',
  count: 1,
  name: 'network-tools',
  inputs: { dockerfile: toolsFile, script: recipe('network-tools.sh') },
  dependsOn: ['root'],
  async run(context) {
    copyRecipe('network-tools.sh', context.scratch)
    const values = { ROOT: imageNames.root }
    const build = { folder: context.scratch, tag: imageNames.tools, dockerfile: toolsFile, arguments: values }
    await dockerBuild(build, context)
  },
}

const fromKubernetes = (component: Component) => component.startsWith('kube-')
/** Debian's static init for containers: with -P it does what `pause` does. */
const pauseFile = `FROM ${imageNames.root} AS root
FROM scratch
COPY --from=root /usr/bin/catatonit /pause
ENTRYPOINT ["/pause", "-P"]
`

/** The Dockerfile of a component: one program, for kube-proxy beside the tools it calls. */
export function componentFile(component: Component): string {
  if (component === 'pause') return pauseFile
  const base = component === 'kube-proxy' ? imageNames.tools : 'scratch'
  const entrypoint = component === 'coredns' ? 'ENTRYPOINT ["/usr/local/bin/coredns"]\n' : ''
  return `FROM ${base}\nCOPY ${component} /usr/local/bin/\nENV PATH=/usr/local/bin:/usr/sbin:/usr/bin\n${entrypoint}`
}

/** The images of the control plane, kube-proxy, CoreDNS and `pause`. */
export const componentsStep: ImageStep = {
  makes: 'images',
  count: components.length,
  name: 'components',
  inputs: { files: components.map(componentFile) },
  dependsOn: ['root', 'network-tools', 'kubernetes', 'etcd', 'coredns'],
  async run(context) {
    const images = await componentImages(context.folderOf('kubernetes'), context.signal)
    for (const component of components) {
      const folder = join(context.scratch, component)
      const source = context.folderOf(
        fromKubernetes(component) ? 'kubernetes' : component === 'etcd' ? 'etcd' : 'coredns',
      )
      linkFiles(source, folder, component === 'pause' ? [] : [component])
      await dockerBuild({ folder, tag: localName(images[component]), dockerfile: componentFile(component) }, context)
    }
  },
}
