import type { Command } from 'commander'
import { helpEnd } from '../help.ts'
import { readPlace } from '../options/place.ts'
import type { Context } from '../services.ts'
import { ignoringInterrupts, interruptible } from '../signals.ts'
import { attachTo } from './on-cluster.ts'

const exitCodes = `Exit codes:
  that of the command
  254  wrong usage, no such cluster, Node or Pod, missing tool or permission
  255  podnet itself failed`

/** `podnet cluster exec`: the command has this terminal, Ctrl-C included, and its exit code is podnet's. */
export function clusterExecCommand(parent: Command, context: Context): void {
  parent
    .command('exec')
    .summary('run a command in a Node, a Pod or the host outside')
    .description('Runs a command in the network namespace of a Node, a Pod or the host outside the cluster.')
    .argument('<name>', 'the cluster')
    .argument('<place>', 'a Node (node1), a Pod (pod/NAME) or external')
    .argument('<command...>', 'the command and its arguments, after --')
    .showHelpAfterError('put -- before the command: podnet cluster exec NAME PLACE -- COMMAND')
    .usage('<name> <place> -- <command...>')
    .addHelpText('after', helpEnd(['podnet cluster exec demo node1 -- ip -d link show flannel.1'], exitCodes))
    .action((name: string, place: string, command: string[]) => execute(name, place, command, context))
}

async function execute(name: string, place: string, command: string[], context: Context): Promise<void> {
  const cluster = await interruptible(context.printer(), (signal) => attachTo(context, name, signal))
  try {
    context.end(await ignoringInterrupts(() => cluster.execute(readPlace(place, cluster), command)))
  } finally {
    await cluster.detach()
  }
}
