import { imageNames } from './images/versions.ts'

/** What a user may put in the place of podnet's own parts. */
export interface KindOptions {
  /** Image of the Nodes. */
  nodeImage: string
  /** Image with /opt/bin/flanneld. */
  flannelImage: string
  /** Image with flannel's CNI plugin as /flannel. */
  flannelPluginImage: string
  /** Where to write the Nodes' logs when a start fails, before the cluster is removed. Nowhere by default. */
  logFolder?: string
}

/** The images podnet builds from packages. */
export const defaultKindOptions: KindOptions = {
  nodeImage: imageNames.node,
  flannelImage: imageNames.flannel,
  flannelPluginImage: imageNames.flannelCNIPlugin,
}
