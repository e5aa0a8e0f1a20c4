import { dockerBuild, linkFiles } from './docker-build.ts'
import type { ImageStep } from './step.ts'
import { imageNames } from './versions.ts'

/** flanneld and install-conf where the release keeps them, so that its manifest fits. */
const daemonFile = `FROM ${imageNames.tools}
COPY flanneld install-conf /opt/bin/
ENTRYPOINT ["/opt/bin/flanneld"]
`

const pluginFile = `FROM ${imageNames.tools}
COPY flannel /
`

export const flannelStep: ImageStep = {
  makes: 'images',
  count: 1,
  name: 'flannel-image',
  inputs: { daemonFile },
  dependsOn: ['network-tools', 'flannel'],
  async run(context) {
    linkFiles(context.folderOf('flannel'), context.scratch)
    await dockerBuild({ folder: context.scratch, tag: imageNames.flannel, dockerfile: daemonFile }, context)
  },
}

/** The plugin, and the `cp` that brings it onto the node. */
export const flannelCNIPluginStep: ImageStep = {
  makes: 'images',
  count: 1,
  name: 'flannel-cni-plugin-image',
  inputs: { pluginFile },
  dependsOn: ['network-tools', 'flannel-cni-plugin'],
  async run(context) {
    linkFiles(context.folderOf('flannel-cni-plugin'), context.scratch)
    await dockerBuild({ folder: context.scratch, tag: imageNames.flannelCNIPlugin, dockerfile: pluginFile }, context)
  },
}
