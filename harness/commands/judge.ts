import type { Command } from 'commander'
import { properties } from '../../properties/registry.ts'
import { exitCodesHelp } from '../exit.ts'
import { helpEnd } from '../help.ts'
import { judgeRun } from '../judge/judge-run.ts'
import { readCaseRecords, readRunRecord } from '../judge/read-run.ts'
import { judgedText } from '../judge/text.ts'
import type { Context } from '../services.ts'
import { UsageError } from '../usage-error.ts'
import { namedRun } from './run-name.ts'

/** `podnet judge`: repeats the verdicts of a saved run. */
export function judgeCommand(program: Command, context: Context): void {
  program
    .command('judge')
    .summary("judge a saved run again, with today's model")
    .description(
      "Repeats every verdict of a saved run with today's model, without a cluster, and says which changed.\nEnds as check would with today's verdicts.",
    )
    .argument('<run>', 'run folder, or latest')
    .option('--json', 'print what changed as JSON')
    .addHelpText('after', helpEnd(['podnet judge latest'], exitCodesHelp))
    .action(async (run: string, { json = false }: { json?: boolean }) => {
      const folder = namedRun(run)
      const judged = await judgeRun(readRunRecord(folder), readCaseRecords(folder), properties)
      if (judged.cases === 0 && judged.notJudged.cases.length > 0) throw new UsageError(judged.notJudged.cases)
      context.printer().data(json ? JSON.stringify(judged, undefined, 2) : judgedText(judged))
      context.end(judged.exitCode)
    })
}
