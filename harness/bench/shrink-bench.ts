import { parseArgs } from 'node:util'
import { max, median } from 'simple-statistics'
import { labProvider } from '../../clusters/lab/provider.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { checkCase } from '../run/check-case.ts'
import { historyCase } from '../shrink/history-fault.fixture.ts'
import { type Contender, shrinkWithFastCheck } from './shrink/fast-check.ts'
import { inLab } from './shrink/in-cluster.ts'
import { sizes } from './shrink/large-scenario.ts'
import { failing, worldOfModel } from './shrink/model-cluster.ts'
import { type PlantedCase, plantedCases } from './shrink/planted-cases.ts'
import { type ShrunkCase, shrinkCase, shrinkOnModel } from './shrink/shrink-case.ts'

// `npm run bench -- shrink [--cases N] [--seed S] [--contender-cases N]`: scenarios of 40 Pods and 15 Services, each with
// a planted fault of another kind in a lab cluster of its own, made as small as they get; then the same by fast-check's
// own shrinker, on a simulated cluster and for a few cases in the lab; then one history. Ends with an error where the bar
// is missed.

/** Scenarios applied, at the median. */
const mostApplications = 25
/** What fast-check may apply in the lab, where each takes a second, and on the simulated cluster. */
const contenderApplications = { lab: 200, simulated: 3_000 }

const name = `bench-${process.pid}`

async function main(): Promise<void> {
  const options = {
    cases: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    'contender-cases': { type: 'string', default: '3' },
  } as const
  const { values } = parseArgs({ options })
  const cases = plantedCases(Number(values.cases), Number(values.seed))
  const measured: Measured[] = []
  for (const planted of cases) {
    measured.push(await measure(planted))
    say(line(measured.at(-1) as Measured))
  }
  const inLab: Contender[] = []
  for (const planted of cases.slice(0, Number(values['contender-cases']))) {
    inLab.push(await contendInLab(planted))
    say(`fast-check in the lab: ${planted.kind.name}: ${told(inLab.at(-1) as Contender)}`)
  }
  await measureHistory()
  report(measured, inLab)
}

/** A fault that two of seven Steps bring about: each application makes the Steps and has the cluster's time to converge. */
async function measureHistory(): Promise<void> {
  const { signal } = new AbortController()
  const planted = historyCase()
  const { shrunk } = await inLab(name, planted.fault, signal, (cluster) => shrinkCase(cluster, planted, signal))
  const { scenario, applications, durationMs, minimal } = shrunk
  const seconds = durationMs / 1000
  print(
    `a history: ${scenario.steps?.length} steps, ${left(scenario)}, ${minimal === true ? '1-minimal' : minimal}; ` +
      `${applications} applications, ${seconds.toFixed(1)} s, ${(seconds / applications).toFixed(1)} s each`,
  )
}

interface Measured {
  planted: PlantedCase
  lab: ShrunkCase
  simulated: ShrunkCase
  contender: Contender
}

async function measure(planted: PlantedCase): Promise<Measured> {
  const { signal } = new AbortController()
  const lab = await inLab(name, planted.fault, signal, (cluster) => shrinkCase(cluster, planted, signal))
  const simulated = await shrinkOnModel(planted)
  const fails = async (scenario: Scenario) => failing(worldOfModel(scenario), planted.kind, planted.fault) !== undefined
  const contender = await shrinkWithFastCheck(planted, fails, contenderApplications.simulated)
  return { planted, lab, simulated, contender }
}

/** The whole check of each candidate, since fast-check holds on to no probe. */
function contendInLab(planted: PlantedCase): Promise<Contender> {
  const { signal } = new AbortController()
  const { properties } = planted.kind
  return inLab(name, planted.fault, signal, (cluster) => {
    const fails = async (scenario: Scenario) => {
      const { checks } = await checkCase(
        { index: 0, cluster, provider: labProvider, scenario, properties, slow: false },
        signal,
      )
      return checks.some(({ verdict, persistence }) => verdict === 'refuted' && persistence !== 'late')
    }
    return shrinkWithFastCheck(planted, fails, contenderApplications.lab)
  })
}

function report(measured: readonly Measured[], inLab: readonly Contender[]): void {
  const { pods, services } = sizes
  print(`${measured.length} planted faults in the lab, flannel-vxlan/iptables, ${pods} Pods and ${services} Services`)
  const applications = measured.map(({ lab }) => lab.shrunk.applications)
  const seconds = measured.map(({ lab }) => lab.shrunk.durationMs / 1000)
  print(`  applications: median ${median(applications)}, most ${max(applications)}`)
  print(`  time: median ${median(seconds).toFixed(1)} s, most ${max(seconds).toFixed(1)} s`)
  const missed = measured.filter((one) => !isSmall(one))
  print(`  1-minimal with the fewest objects: ${measured.length - missed.length} of ${measured.length}`)
  const simulated = measured.map(({ simulated }) => simulated.shrunk.applications)
  const contenders = measured.map(({ contender }) => contender.applications)
  const left = measured.map(({ contender }) => objects(contender.scenario))
  print('the same cases on a simulated cluster')
  print(`  podnet: applications: median ${median(simulated)}, most ${max(simulated)}`)
  print(
    `  fast-check: applications: median ${median(contenders)}, most ${max(contenders)}; objects left: median ${median(left)}`,
  )
  if (inLab.length > 0) print(`fast-check in the lab: ${inLab.map(told).join('; ')}`)
  for (const one of missed) print(`missed: ${line(one)}`)
  if (median(applications) > mostApplications)
    throw new Error(`more than ${mostApplications} applications at the median`)
  if (missed.length > 0) throw new Error(`${missed.length} cases are not as small as they get`)
}

const isSmall = ({ planted, lab: { shrunk } }: Measured): boolean =>
  shrunk.minimal === true && objects(shrunk.scenario) <= planted.kind.mostLeft

const objects = ({ pods, services = [] }: Scenario): number => pods.length + services.length

const left = ({ pods, services = [] }: Scenario): string => `${pods.length} Pods, ${services.length} Services`

const told = ({ applications, scenario, ended }: Contender): string =>
  `${applications} applications${ended ? '' : ' and not at its end'}, ${left(scenario)}`

function line({ planted, lab: { shrunk, subject }, simulated, contender }: Measured): string {
  const { applications, durationMs, minimal, confirmed, scenario } = shrunk
  return [
    `${planted.kind.name}: ${left(scenario)}, ${applications} applications, ${(durationMs / 1000).toFixed(1)} s`,
    `${minimal === true ? '1-minimal' : minimal}, ${confirmed.failed} of ${confirmed.made}`,
    `simulated ${simulated.shrunk.applications}, fast-check ${told(contender)}`,
    subject,
  ].join('; ')
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

await main()
