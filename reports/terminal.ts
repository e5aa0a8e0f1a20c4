import type { Counterexample, ProfileResult, RunRecord } from '../properties/model/run-record.ts'
import type { Verdict } from '../properties/model/verdict.ts'
import type { Colours } from './colours.ts'
import type { ReportContext, Reporter } from './reporter.ts'
import { corpusLine, keepLine } from './text/corpus-line.ts'
import { details, sentence } from './text/counterexample.ts'
import { defectLines } from './text/defect-lines.ts'
import { explanationLines } from './text/explanation.ts'
import { historyLines } from './text/history-lines.ts'
import { powerLine } from './text/power-line.ts'
import { profileLine } from './text/profile-line.ts'
import { replayLine } from './text/replay-line.ts'
import { sampleLine } from './text/sample-line.ts'
import { serviceLines } from './text/service-lines.ts'
import { totalsLine } from './text/totals.ts'
import { count } from './text/words.ts'

/** Counterexamples told in full. One fault breaks many rules: what comes after the first ones is told in a sentence each. */
const toldInFull = 3
/** Counterexamples told at all; the others are counted. */
const shownCounterexamples = 12

const meanings: Record<Verdict, string> = {
  holds: 'nothing seen contradicts the model',
  refuted: 'the network does not do what the model says',
  inconclusive: 'nothing was refuted, but not everything could be decided',
  unsupported: 'this machine lacks what every named network needs',
}

/** What a person reads at the end of a run. */
export const terminal: Reporter = {
  name: 'terminal',
  title: 'the text that a run ends with',
  file: 'report.txt',
  render(record, context) {
    const blocks = [
      ...counterexampleBlocks(record, context.colours),
      ...explanationBlocks(record, context.colours),
      record.profiles.flatMap((profile) => profileBlock(profile, record, context.colours)),
      closing(record, context),
    ]
    return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
  },
}

function counterexampleBlocks(record: RunRecord, colours: Colours): string[][] {
  const all = record.profiles.flatMap((profile) => profile.counterexamples).filter(({ defect }) => defect === undefined)
  const blocks = all.slice(0, toldInFull).map((found) => counterexampleBlock(found, colours))
  const further = all.slice(toldInFull, shownCounterexamples).map((found) => headline(found, colours))
  const rest = all.length - blocks.length - further.length
  const counted = rest > 0 ? [`and ${count(rest, 'more counterexample')} in run.json`] : []
  return further.length === 0 ? blocks : [...blocks, [...further, ...counted]]
}

function explanationBlocks(record: RunRecord, { bold }: Colours): string[][] {
  const all = record.profiles.flatMap((profile) => profile.counterexamples)
  return all.flatMap(({ explanation }) =>
    explanation === undefined
      ? []
      : [[bold(`why ${explanation.subject} goes wrong`), ...explanationLines(explanation)]],
  )
}

function counterexampleBlock(counterexample: Counterexample, colours: Colours): string[] {
  return [headline(counterexample, colours), ...details(counterexample).map((line) => `  ${line}`)]
}

function headline(counterexample: Counterexample, { red, bold }: Colours): string {
  return `${red('refuted')}  ${bold(sentence(counterexample))}`
}

function profileBlock(profile: ProfileResult, record: RunRecord, colours: Colours): string[] {
  const width = Math.max(...record.profiles.map(({ profile }) => profile.length))
  const verdict = colourOf(profile.verdict, colours)(profile.verdict.padEnd('inconclusive'.length))
  return [
    `${verdict}  ${profile.profile.padEnd(width)}  ${profileLine(profile)}`,
    ...[
      ...sampleLine(profile),
      ...serviceLines(profile),
      ...historyLines(profile),
      ...powerLine(profile),
      ...corpusLine(profile),
      ...defectLines(profile),
    ].map((line) => `  ${line}`),
  ]
}

function closing(record: RunRecord, { folder, colours }: ReportContext): string[] {
  const { verdict, interruptedBy } = record
  const early = interruptedBy === undefined ? '' : `; ended early: ${interruptedBy}`
  return [
    totalsLine(record),
    ...replayedLine(record),
    ...(record.staleCorpus ?? []).map((file) => `stale in the corpus: ${file}`),
    ...(record.corpusLeftOut ?? []).map((files) => `left out of the corpus: ${files}`),
    ...keepLine(record),
    `run folder: ${folder}`,
    `${colourOf(verdict, colours)(colours.bold(verdict))}: ${meanings[verdict]}${early}; replay the run: ${replayLine(record)}`,
  ]
}

const seenWords = {
  again: 'is seen again',
  elsewhere: 'is seen again, but not with',
  not: 'is not seen again',
} as const

/** Whether the failure that a replayed file tells of is seen again. */
function replayedLine({ replayed }: RunRecord): string[] {
  if (replayed === undefined) return []
  const { property, rule, subject, seen } = replayed
  const words = seen === 'elsewhere' ? seenWords[seen] : `${seenWords[seen]}:`
  return [`the failure of ${property} by rule ${rule} ${words} ${subject}`]
}

function colourOf(verdict: Verdict, { green, red, yellow, dim }: Colours): (text: string) => string {
  return { holds: green, refuted: red, inconclusive: yellow, unsupported: dim }[verdict]
}
