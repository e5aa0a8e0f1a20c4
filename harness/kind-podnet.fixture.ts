import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'

const cli = join(import.meta.dirname, 'cli.ts')

/**
 * For tests: the command line with a state folder of its own, so that what is left in the ledger afterwards was left by
 * the test. `remove` sweeps it and removes the folder.
 */
export function scratchPodnet(name: string) {
  const state = mkdtempSync(join(tmpdir(), `podnet-${name}-`))
  const podnet = (...argv: string[]) =>
    execa(process.execPath, [cli, ...argv], { reject: false, env: { XDG_STATE_HOME: state, NO_COLOR: '1' } })
  const remove = async (): Promise<void> => {
    await podnet('sweep', '--all')
    rmSync(state, { recursive: true, force: true })
  }
  return { state, podnet, remove }
}
