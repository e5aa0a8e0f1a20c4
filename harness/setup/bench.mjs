// `npm run bench`: sets the machine up, then measures the lab.
import { join } from 'node:path'
import { become } from './child.mjs'
import { environment, packageRoot } from './runtime.mjs'
import { setUp } from './setup.mjs'

const node = setUp()
await become(node, [join(packageRoot, 'harness', 'bench', 'lab-bench.ts'), ...process.argv.slice(2)], environment())
