import type { Command } from 'commander'
import { plainExitCodesHelp } from '../exit.ts'
import { helpEnd } from '../help.ts'
import type { Context } from '../services.ts'
import { clusterCreateCommand } from './cluster-create.ts'
import { clusterDeleteCommand } from './cluster-delete.ts'
import { clusterExecCommand } from './cluster-exec.ts'
import { clusterListCommand } from './cluster-list.ts'

const add = [clusterCreateCommand, clusterListCommand, clusterExecCommand, clusterDeleteCommand]

/** `podnet cluster`: clusters that outlive the command that makes them. */
export function clusterCommand(program: Command, context: Context): void {
  const cluster = program
    .command('cluster')
    .summary('make, list, enter and delete clusters that go on running')
    .description('Clusters that outlive the command that makes them.')
    .helpCommand(false)
    .addHelpText('after', helpEnd(['podnet cluster create demo --network flannel-vxlan'], plainExitCodesHelp))
  for (const addTo of add) addTo(cluster, context)
}
