import type { Command } from 'commander'
import { plainExitCodesHelp } from '../exit.ts'
import { helpEnd } from '../help.ts'
import type { Context } from '../services.ts'

/** `podnet existing`: about clusters that podnet did not make. */
export function existingCommand(program: Command, context: Context): void {
  const existing = program
    .command('existing')
    .summary('what podnet makes in a cluster that is not its own')
    .description('About clusters that podnet did not make (check --provider existing).')
    .helpCommand(false)
  existing
    .command('manifest')
    .summary('print every object podnet makes there, and the role its user needs')
    .description('Prints every object podnet makes in such a cluster, and the ClusterRole its user needs, as YAML.')
    .option('--agent-image <name>', 'image of clusters/existing/agent/Dockerfile', 'AGENT_IMAGE')
    .addHelpText('after', helpEnd(['podnet existing manifest > podnet.yaml'], plainExitCodesHelp))
    .action(async ({ agentImage }: { agentImage: string }) => {
      // Loaded when used: the other commands need nothing of it.
      const { renderManifest } = await import('../../clusters/existing/manifest.ts')
      context.printer().data(renderManifest(agentImage).trimEnd())
    })
}
