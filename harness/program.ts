import { Command } from 'commander'
import { applyCommand } from './commands/apply.ts'
import { checkCommand } from './commands/check.ts'
import { clusterCommand } from './commands/cluster.ts'
import { existingCommand } from './commands/existing.ts'
import { explainCommand } from './commands/explain.ts'
import { imagesCommand } from './commands/images.ts'
import { judgeCommand } from './commands/judge.ts'
import { listCommand } from './commands/list.ts'
import { replayCommand } from './commands/replay.ts'
import { sweepCommand } from './commands/sweep.ts'
import { exitCodesHelp } from './exit.ts'
import { helpEnd } from './help.ts'
import type { Printer } from './print.ts'
import type { Context } from './services.ts'
import { podnetVersion } from './version.ts'

const add = [
  checkCommand,
  replayCommand,
  judgeCommand,
  explainCommand,
  applyCommand,
  clusterCommand,
  imagesCommand,
  existingCommand,
  sweepCommand,
  listCommand,
]

/** The whole command line. Throws CommanderError instead of ending the process. */
export function createProgram(context: Context, printer: Printer): Command {
  const program = new Command('podnet')
    .description('Checks a pod network against a reference model, over the real datapath of this kernel.')
    .version(podnetVersion, '--version', 'print the version')
    .helpOption('--help', 'show this help')
    .helpCommand(false)
    .option('--verbose', 'show where an unforeseen error happened')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => printer.data(text.trimEnd()),
      writeErr: (text) => printer.complain(text.trimEnd()),
      outputError: (text, write) => write(`podnet: ${text.replace(/^error: /, '')}`),
    })
    .showHelpAfterError('--help shows what there is')
    .addHelpText('after', helpEnd(['podnet check --network flannel-vxlan --runs 5'], exitCodesHelp))
  for (const addTo of add) addTo(program, context)
  return program
}
