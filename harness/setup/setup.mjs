import { loadBridgeNetfilter } from './bridge-netfilter.mjs'
import { installPackages } from './packages.mjs'
import { findNode, noNode, packageRoot } from './runtime.mjs'
import { refuse } from './say.mjs'
import { installTools } from './tools.mjs'

/** Everything a clone needs before it can run. Each step is skipped when it has nothing to do. Returns the Node to use. */
export function setUp() {
  installPackages(packageRoot)
  const node = findNode() ?? refuse(noNode())
  installTools()
  loadBridgeNetfilter()
  return node
}
