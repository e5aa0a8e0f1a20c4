import type { Command } from 'commander'
import { plainExitCodesHelp } from '../exit.ts'
import { helpEnd } from '../help.ts'
import { didYouMean } from '../options/closest.ts'
import type { Context } from '../services.ts'
import { table } from '../table.ts'
import { UsageError } from '../usage-error.ts'
import { listings } from './listings.ts'

/** `podnet list`: the words of this version. */
export function listCommand(program: Command, context: Context): void {
  program
    .command('list')
    .summary('list properties, networks, rules or known defects')
    .description('Lists what this version knows.')
    .argument('<what>', 'properties, networks, rules or defects')
    .option('--json', 'print it as JSON')
    .addHelpText('after', helpEnd(['podnet list properties', 'podnet list networks --json'], plainExitCodesHelp))
    .action((what: string, { json = false }: { json?: boolean }) => {
      const all = listings(context)
      const listing = all[what]
      if (listing === undefined) {
        const words = Object.keys(all)
        throw new UsageError(`list: expected one of ${words.join(', ')}, found "${what}"${didYouMean(what, words)}`)
      }
      const { items, header, rows } = listing
      context.printer().data(json ? JSON.stringify(items, undefined, 2) : table([header, ...rows]))
    })
}
