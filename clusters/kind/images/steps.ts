import { componentsStep, networkToolsStep } from './component-steps.ts'
import { flannelCNIPluginStep, flannelStep } from './flannel-steps.ts'
import { goModuleStep } from './go-module.ts'
import { goModules } from './go-modules.ts'
import { nodeBaseStep } from './node-base-step.ts'
import { nodeStep } from './node-step.ts'
import { rootStep } from './root-step.ts'
import type { Step } from './step.ts'

/** Everything that can be built. */
export function allSteps(): Step[] {
  return [
    rootStep,
    networkToolsStep,
    ...goModules.map(goModuleStep),
    componentsStep,
    nodeBaseStep,
    flannelStep,
    flannelCNIPluginStep,
    nodeStep,
  ]
}

/** What a cluster is made from: the program, the node, and flannel's images for nodes of other origin. */
export const targets = ['kind', 'node', 'flannel-image', 'flannel-cni-plugin-image']
