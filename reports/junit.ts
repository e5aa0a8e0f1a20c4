import commonJsModule, { type Builder, type TestSuite } from 'junit-report-builder'
import type { ProfileResult, RunRecord, VerdictCounts } from '../properties/model/run-record.ts'
import type { Reporter } from './reporter.ts'
import { details, sentence } from './text/counterexample.ts'
import { total, verdictOf } from './text/counts.ts'

/** The package's types declare an ES module's default export, its code is `module.exports = builder`. */
const junitReportBuilder = commonJsModule as unknown as Builder

/** One test suite per profile, one test case per property. */
export const junit: Reporter = {
  name: 'junit',
  title: 'JUnit XML for CI servers',
  file: 'junit.xml',
  render(record) {
    const builder = junitReportBuilder.newBuilder().name('podnet')
    for (const profile of record.profiles) fillSuite(builder.testSuite(), profile, record)
    if (isUndecided(record) && !record.profiles.some((profile) => isBlamed(profile, record))) {
      const { interruptedBy } = record
      const words = interruptedBy === undefined ? 'the run was not finished' : `ended early: ${interruptedBy}`
      builder.testSuite().name('podnet').testCase().className('podnet').name('run').error(words, 'inconclusive')
    }
    return `${builder.build()}\n`
  },
}

/** An inconclusive run that no inconclusive profile shows. It must not look green. */
const isUndecided = ({ verdict, profiles }: RunRecord): boolean =>
  verdict === 'inconclusive' && profiles.every((profile) => profile.verdict !== 'inconclusive')

/** An unsupported network that was asked for by name, or one of nothing but such: it makes the run inconclusive. */
const isBlamed = ({ verdict }: ProfileResult, record: RunRecord): boolean =>
  verdict === 'unsupported' && isUndecided(record) && record.interruptedBy === undefined

function fillSuite(suite: TestSuite, profile: ProfileResult, record: RunRecord): void {
  suite
    .name(profile.profile)
    .timestamp(record.startedAt)
    .time(profile.durationMs / 1000)
  suite.property('seed', String(record.seed)).property('profile', profile.profile)
  for (const [name, version] of Object.entries(record.versions)) suite.property(`version.${name}`, version)
  for (const [property, counts] of Object.entries(profile.properties)) addProperty(suite, profile, property, counts)
  addRun(suite, profile, isBlamed(profile, record))
}

function addProperty(suite: TestSuite, profile: ProfileResult, property: string, counts: VerdictCounts): void {
  const testCase = suite.testCase().className(profile.profile).name(property)
  const verdict = verdictOf(counts)
  const reasons = profile.reasons.join('; ')
  if (verdict === 'refuted') {
    const found = profile.counterexamples.filter((one) => one.property === property && one.defect === undefined)
    const first = found[0]
    testCase.failure(first === undefined ? `${counts.refuted} checks refuted` : sentence(first), 'refuted')
    testCase.stacktrace(inCdata(found.map((one) => [sentence(one), ...details(one)].join('\n')).join('\n\n')))
  } else if (verdict === 'inconclusive') {
    const what = `${counts.inconclusive} of ${total(counts)} checks undecided`
    testCase.error([what, reasons].filter((part) => part !== '').join('; '), 'inconclusive')
  } else if (verdict === 'unsupported') {
    testCase.skipped().standardOutput(inCdata(reasons))
  }
}

/** What no property shows: the profile could not run at all, or it is inconclusive as a whole. */
function addRun(suite: TestSuite, profile: ProfileResult, isBlamed: boolean): void {
  const shown = Object.values(profile.properties).some((counts) => verdictOf(counts) === profile.verdict)
  if (shown || (profile.verdict !== 'unsupported' && profile.verdict !== 'inconclusive')) return
  const testCase = suite.testCase().className(profile.profile).name('run')
  const reasons = profile.reasons.join('; ')
  if (profile.verdict === 'unsupported' && !isBlamed) testCase.skipped().standardOutput(inCdata(reasons))
  else testCase.error(reasons, 'inconclusive')
}

/** The builder drops characters that XML cannot hold, but of several ends of a CDATA section it masks the first only. */
function inCdata(text: string): string {
  return text.replaceAll(']]>', ']] >')
}
