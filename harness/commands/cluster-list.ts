import type { Command } from 'commander'
import { plainExitCodesHelp } from '../exit.ts'
import { helpEnd } from '../help.ts'
import { listClusters } from '../options/clusters.ts'
import type { Context } from '../services.ts'
import { table } from '../table.ts'

export function clusterListCommand(parent: Command, context: Context): void {
  parent
    .command('list')
    .summary('list the clusters of this machine')
    .description('Lists the clusters of this machine.')
    .option('--json', 'print them as JSON')
    .addHelpText('after', helpEnd(['podnet cluster list'], plainExitCodesHelp))
    .action(async ({ json = false }: { json?: boolean }) => {
      const clusters = await listClusters(context.providers())
      const rows = clusters.map(({ name, provider, network, nodes, kept, state, createdAt }) => [
        name,
        provider,
        network,
        String(nodes),
        kept ? 'yes' : 'no',
        state,
        createdAt,
      ])
      const header = ['NAME', 'PROVIDER', 'NETWORK', 'NODES', 'KEPT', 'STATE', 'CREATED']
      context.printer().data(json ? JSON.stringify(clusters, undefined, 2) : table([header, ...rows]))
    })
}
