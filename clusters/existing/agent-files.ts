import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { agentMainPath } from '../agent/agent-client.ts'
import { modulesFrom } from '../kind/agent/program-files.ts'

/** Where clusters/existing/agent/Dockerfile lays the agent. */
const folder = '/opt/podnet-agent'
const projectRoot = resolve(agentMainPath, '..', '..', '..')
const inImage = (path: string): string => `${folder}/app/${relative(projectRoot, path)}`

/** The command that is an agent. */
export const agentCommand = [`${folder}/node`, inImage(agentMainPath)]

/** Prints a hash for each of the agent's modules in the image. */
export const hashesCommand = ['sha256sum', ...modulesFrom(agentMainPath).map(inImage)]

/** What it prints where the image holds the agent of this podnet. */
export function expectedHashes(): string {
  const lines = modulesFrom(agentMainPath).map((path) => {
    const hash = createHash('sha256').update(readFileSync(path)).digest('hex')
    return `${hash}  ${inImage(path)}\n`
  })
  return lines.join('')
}
