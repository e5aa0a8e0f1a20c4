import { parseArgs } from 'node:util'
import { median } from 'simple-statistics'
import { describeStep, type Step } from '../../properties/model/step.ts'
import { checkHistories, forgetfulLab, staleFlow } from '../history-fault.fixture.ts'

// `npm run bench -- histories [--seeds N] [--runs N]`: a proxy that forgets UDP flows of a Service that was away, which
// takes three steps to show, and random histories that look for it. Results on stdout. Ends with an error where fewer than
// nine seeds in ten find it.

const leastFound = 0.9

async function main(): Promise<void> {
  const options = { seeds: { type: 'string', default: '10' }, runs: { type: 'string', default: '200' } } as const
  const { values } = parseArgs({ options })
  const [seeds, runs] = [Number(values.seeds), Number(values.runs)]
  if (!(seeds >= 1) || !(runs >= 1)) throw new RangeError('--seeds and --runs must be 1 or more')
  const found: number[] = []
  for (let seed = 1; seed <= seeds; seed++) {
    const startedAt = performance.now()
    const profile = await checkHistories(forgetfulLab, { seed, runs }, new AbortController().signal)
    const stale = staleFlow(profile)
    if (stale !== undefined) found.push(profile.cases)
    const others = profile.counterexamples.filter(({ rule, defect }) => defect === undefined && rule !== stale?.rule)
    say(
      `seed ${seed}: ${stale === undefined ? 'not found' : 'found'} in ${profile.cases} cases, ${Math.round((performance.now() - startedAt) / 1000)} s`,
    )
    if (stale !== undefined) {
      say(`  ${stale.subject}: ${stale.observed}`)
      for (const step of (stale.scenario.steps ?? []) as Step[]) say(`  ${describeStep(step)}`)
    }
    for (const { rule, observed } of others) say(`  also ${rule}: ${observed}`)
  }
  say(
    `found by ${found.length} of ${seeds} seeds${found.length === 0 ? '' : `, after ${median(found)} cases at the median`}`,
  )
  if (found.length < leastFound * seeds) throw new Error(`fewer than ${leastFound * seeds} of ${seeds} seeds found it`)
}

const say = (line: string): void => console.log(line)

await main()
