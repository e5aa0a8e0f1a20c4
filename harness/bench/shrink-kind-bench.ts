import { parseArgs } from 'node:util'
import { max, median } from 'simple-statistics'
import { makeKindProvider } from '../../clusters/kind/provider.ts'
import { inCluster } from './shrink/in-cluster.ts'
import { sizes } from './shrink/large-scenario.ts'
import { plantedCases } from './shrink/planted-cases.ts'
import { shrinkCase } from './shrink/shrink-case.ts'

// `npm run bench -- shrink-kind [--cases N] [--seed S]`: the cases of `shrink` on kind clusters, one each. Needs what
// `podnet images build` makes. Ends with an error where the bar is missed.

/** At the median, from the first look to the last. */
const longestSeconds = 60

const { values } = parseArgs({
  options: { cases: { type: 'string', default: '5' }, seed: { type: 'string', default: '1' } },
})
const provider = makeKindProvider()
const { signal } = new AbortController()
const seconds: number[] = []
let missed = 0
for (const planted of plantedCases(Number(values.cases), Number(values.seed))) {
  const { shrunk, subject } = await inCluster(provider, `bench-${process.pid}`, planted.fault, signal, (cluster) =>
    shrinkCase(cluster, planted, signal, undefined, provider),
  )
  const { pods, services = [] } = shrunk.scenario
  const took = shrunk.durationMs / 1000
  seconds.push(took)
  if (shrunk.minimal !== true || pods.length + services.length > planted.kind.mostLeft) missed += 1
  const end = shrunk.minimal === true ? '1-minimal' : shrunk.minimal
  process.stderr.write(
    `${planted.kind.name}: ${pods.length} Pods, ${services.length} Services, ${shrunk.applications} applications, ${took.toFixed(1)} s; ${end}; ${subject}\n`,
  )
}
process.stdout.write(
  `${seconds.length} planted faults on kind, flannel-vxlan/iptables, ${sizes.pods} Pods and ${sizes.services} Services\n` +
    `  time: median ${median(seconds).toFixed(1)} s, most ${max(seconds).toFixed(1)} s\n` +
    `  1-minimal with the fewest objects: ${seconds.length - missed} of ${seconds.length}\n`,
)
if (median(seconds) > longestSeconds) throw new Error(`more than ${longestSeconds} s at the median`)
if (missed > 0) throw new Error(`${missed} cases are not as small as they get`)
