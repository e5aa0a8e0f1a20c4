import { basename } from 'node:path'
import { findProcesses, killAll, wordsOf } from '../../host/find-processes.ts'

const programs = new Set(['kind', 'docker'])

/**
 * Ends what a podnet that was killed left at work: a `kind` that still makes the cluster, a `docker` that still starts a
 * container of it. They are found by the kind cluster's name among their arguments. Throws DeadlineExceeded.
 */
export async function endPrograms(kindName: string): Promise<void> {
  const found = findProcesses((pid) => {
    const [program = '', ...words] = wordsOf(pid, 'cmdline')
    return programs.has(basename(program)) && words.some((word) => word === kindName || word.startsWith(`${kindName}-`))
  })
  await killAll(found, `kind and docker of ${kindName}`)
}
