import type { Command } from 'commander'
import { plainExitCodesHelp } from '../exit.ts'
import { helpEnd } from '../help.ts'
import { didYouMean } from '../options/closest.ts'
import { listClusters } from '../options/clusters.ts'
import type { Context } from '../services.ts'
import { interruptible } from '../signals.ts'
import { refuseIf } from '../usage-error.ts'

export function clusterDeleteCommand(parent: Command, context: Context): void {
  parent
    .command('delete')
    .summary('remove clusters and all that belongs to them')
    .description('Removes clusters and all that belongs to them.')
    .argument('[name...]', 'the clusters')
    .option('--all', 'every cluster of this machine')
    .addHelpText('after', helpEnd(['podnet cluster delete demo'], plainExitCodesHelp))
    .action((names: string[], { all = false }: { all?: boolean }) => remove(names, all, context))
}

async function remove(names: readonly string[], all: boolean, context: Context): Promise<void> {
  const there = await listClusters(context.providers())
  refuseIf(
    problemsOf(
      names,
      all,
      there.map(({ name }) => name),
    ),
  )
  const printer = context.printer()
  const chosen = all ? there : there.filter(({ name }) => names.includes(name))
  const failures = await interruptible(printer, async (signal) => {
    const failures: Error[] = []
    for (const { name, provider } of chosen) {
      try {
        signal.throwIfAborted()
        await context.providers()[provider].remove(name)
        printer.talk(`cluster ${name} is deleted`)
      } catch (error) {
        signal.throwIfAborted()
        failures.push(new Error(`cluster ${name}: ${(error as Error).message}`, { cause: error }))
      }
    }
    return failures
  })
  if (failures.length > 0) {
    throw new AggregateError(
      failures,
      `${failures.map(({ message }) => message).join('; ')}; \`podnet sweep --all\` removes what is left`,
    )
  }
}

function problemsOf(names: readonly string[], all: boolean, there: readonly string[]): string[] {
  if (all) return names.length === 0 ? [] : ['cluster delete: name clusters or say --all, not both']
  if (names.length === 0) return ['cluster delete: name at least one cluster, or say --all']
  const list = there.length === 0 ? 'there is none' : `there are: ${there.join(', ')}`
  return names
    .filter((name) => !there.includes(name))
    .map((name) => `there is no cluster "${name}"${didYouMean(name, there)}; ${list}`)
}
