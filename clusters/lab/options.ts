import type { CniPlugins } from './cni/conf.ts'
import type { FlannelPrograms } from './flanneld/programs.ts'

/** What a user may put in the place of podnet's own parts. */
export interface LabOptions {
  /** Attach Pods by the CNI protocol; absent: podnet makes their devices itself. */
  cni?: CniPlugins
  /** Let flannel's own daemon install the network; absent: podnet does. */
  flannel?: FlannelPrograms
}
