// `npm run bench [-- NAME] [-- OPTIONS]`: sets the machine up, then measures: the lab, or what NAME says.
import { join } from 'node:path'
import { become } from './child.mjs'
import { environment, packageRoot } from './runtime.mjs'
import { refuse } from './say.mjs'
import { setUp } from './setup.mjs'

const benches = {
  lab: 'lab-bench.ts',
  kind: 'kind-bench.ts',
  services: 'services-bench.ts',
  scale: 'scale-bench.ts',
  encapsulation: 'encapsulation-bench.ts',
  shrink: 'shrink-bench.ts',
  'shrink-kind': 'shrink-kind-bench.ts',
  histories: 'histories-bench.ts',
}

const given = process.argv.slice(2)
const [name, ...options] = given[0]?.startsWith('-') === false ? given : ['lab', ...given]
const file = benches[name] ?? refuse(`no bench is called ${name}: ${Object.keys(benches).join(', ')}`)
const node = setUp()
await become(node, [join(packageRoot, 'harness', 'bench', file), ...options], environment())
