// `npm run build`: compiles the sources into dist/ and puts the data files beside them.
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runChild } from './child.mjs'
import { installPackages } from './packages.mjs'
import { environment, findNode, noNode, packageRoot } from './runtime.mjs'
import { refuse } from './say.mjs'

installPackages(packageRoot)
const node = findNode() ?? refuse(noNode())
rmSync(join(packageRoot, 'dist'), { recursive: true, force: true })
const project = join(packageRoot, 'harness', 'setup', 'tsconfig.build.json')
const compiler = join(packageRoot, 'node_modules', 'typescript', 'bin', 'tsc')
const code = await runChild(node, [compiler, '-p', project], {
  cwd: packageRoot,
  env: environment(),
  stdio: ['ignore', 2, 2],
})
if (code !== 0) process.exit(code)

for (const folder of ['properties', 'clusters', 'harness', 'reports']) {
  for (const file of readdirSync(join(packageRoot, folder), { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || /\.(ts|mjs)$/.test(file.name) || file.name.startsWith('tsconfig')) continue
    const from = join(file.parentPath ?? file.path, file.name)
    cpSync(from, join(packageRoot, 'dist', from.slice(packageRoot.length)))
  }
}
