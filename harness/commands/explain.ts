import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { evidenceSchema, type PathEvidence } from '../../properties/explain/evidence.ts'
import { explain } from '../../properties/explain/explain.ts'
import type { Counterexample, RunRecord } from '../../properties/model/run-record.ts'
import { makeWorld } from '../../properties/model/world.ts'
import { explanationLines } from '../../reports/text/explanation.ts'
import { plainExitCodesHelp } from '../exit.ts'
import { collect } from '../explain/collect.ts'
import { findProbe } from '../explain/find-probe.ts'
import { helpEnd } from '../help.ts'
import { readRunRecord } from '../judge/read-run.ts'
import { parseJson } from '../parse-json.ts'
import type { Context } from '../services.ts'
import { interruptible } from '../signals.ts'
import { UsageError } from '../usage-error.ts'
import { onCluster } from './on-cluster.ts'
import { namedRun } from './run-name.ts'

interface ExplainTexts {
  cluster?: string
  json?: true
}

/** `podnet explain`: why a probe of a saved run was refuted. */
export function explainCommand(program: Command, context: Context): void {
  program
    .command('explain')
    .summary('say at which hop a packet of a refuted case goes wrong')
    .description(
      'Walks the way of a refuted probe hop by hop, in both directions, over the evidence that its run saved, and names the first hop that is not as the network promises and can be the cause.',
    )
    .argument('<run[#case]>', 'run folder, or latest, and the case: the first one with evidence by default')
    .option('--cluster <name>', 'read this running cluster anew; it must hold the scenario of the case')
    .option('--json', 'print the explanation as JSON')
    .addHelpText(
      'after',
      helpEnd(['podnet explain latest', 'podnet explain podnet-runs/latest#3 --cluster demo'], plainExitCodesHelp),
    )
    .action((run: string, texts: ExplainTexts) => explainRun(run, texts, context))
}

async function explainRun(run: string, { cluster, json }: ExplainTexts, context: Context): Promise<void> {
  const printer = context.printer()
  const { folder, caseIndex } = readRunName(run)
  const found = counterexamplesOf(readRunRecord(folder), folder, caseIndex)
  const evidence =
    cluster === undefined
      ? savedEvidence(folder, found, run)
      : await interruptible(printer, (signal) => readAnew(context, cluster, found, signal))
  const explanation = explain(evidence)
  const text = [explanation.subject, ...explanationLines(explanation, true)].join('\n')
  printer.data(json ? JSON.stringify(explanation, null, 2) : text)
}

function readRunName(text: string): { folder: string; caseIndex?: number } {
  const [name = '', number] = text.split('#')
  const folder = namedRun(name)
  if (number === undefined) return { folder }
  if (!/^\d+$/.test(number)) throw new UsageError([`"${text}": the case is a number, as in ${name}#0`])
  return { folder, caseIndex: Number(number) }
}

/** Known defects are explained where the case is named. */
function counterexamplesOf({ profiles }: RunRecord, folder: string, caseIndex: number | undefined): Counterexample[] {
  const all = profiles.flatMap(({ counterexamples }) => counterexamples)
  const found = all.filter((one) => (caseIndex === undefined ? one.defect === undefined : one.caseIndex === caseIndex))
  if (found.length === 0) {
    const which = caseIndex === undefined ? 'nothing was refuted' : `case ${caseIndex} has no counterexample`
    throw new UsageError([`${folder}: ${which}; there is nothing to explain`])
  }
  return found
}

function savedEvidence(folder: string, found: readonly Counterexample[], run: string): PathEvidence {
  const file = found.map(({ explanation }) => explanation?.evidence).find((one) => one !== undefined)
  if (file === undefined)
    throw new UsageError([`${run}: its run saved no evidence; with --cluster a running cluster is read anew`])
  const path = join(folder, file)
  if (!existsSync(path)) throw new UsageError([`${path}, the evidence of ${run}, is not there`])
  const read = parseJson(readFileSync(path, 'utf8'), evidenceSchema)
  if (typeof read === 'string') throw new UsageError([`${path}: ${read}`])
  return read as PathEvidence
}

async function readAnew(
  context: Context,
  name: string,
  found: readonly Counterexample[],
  signal: AbortSignal,
): Promise<PathEvidence> {
  return onCluster(context, name, signal, async (cluster) => {
    const world = makeWorld(cluster.network, cluster.topology, cluster.scenario, cluster.status())
    const one = cluster.network.name === found[0]?.network ? findProbe(world, found) : undefined
    if (one === undefined)
      throw new UsageError([
        `cluster ${name} does not hold the scenario of the case, or no probe was refuted: podnet apply FILE --cluster ${name} makes it hold one`,
      ])
    return collect(cluster, world, one, one.pattern, signal)
  })
}
