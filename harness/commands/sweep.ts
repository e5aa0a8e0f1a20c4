import type { Command } from 'commander'
import { exitCodes, plainExitCodesHelp } from '../exit.ts'
import { helpEnd } from '../help.ts'
import type { Context } from '../services.ts'

/** `podnet sweep`: removes what runs left behind. */
export function sweepCommand(program: Command, context: Context): void {
  program
    .command('sweep')
    .summary('remove what runs left behind that were killed')
    .description(
      'Removes what the ledger proves to be left by podnet runs that are gone. Running clusters stay, and the container engine that podnet started.',
    )
    .option(
      '--all',
      'remove clusters that were kept as well, and end the engine once no container is left in it; its images stay',
    )
    .addHelpText('after', helpEnd(['podnet sweep'], plainExitCodesHelp))
    .action(async ({ all = false }: { all?: boolean }) => {
      const problems: string[] = []
      const removed = await context.sweep({ all }, problems)
      const printer = context.printer()
      for (const sentence of removed) printer.data(sentence)
      for (const problem of problems) printer.complain(`podnet: ${problem}`)
      if (problems.length > 0) context.end(exitCodes.failed)
      else if (removed.length === 0) printer.talk('nothing to remove')
    })
}
