import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { agentMainPath } from '../agent/agent-client.ts'
import { modulesFrom } from '../kind/agent/program-files.ts'
import { agentCommand, expectedHashes } from './agent-files.ts'

test('the command runs what the Dockerfile copies', () => {
  expect(agentCommand).toEqual(['/opt/podnet-agent/node', '/opt/podnet-agent/app/clusters/agent/main.ts'])
})

test('every module of the agent lies in a folder that the Dockerfile copies', () => {
  const dockerfile = readFileSync(join(import.meta.dirname, 'agent', 'Dockerfile'), 'utf8')
  const copied = [...dockerfile.matchAll(/^COPY (\S+) \/opt\/podnet-agent\/app\/\1$/gm)].map(([, folder]) => folder)
  const root = join(agentMainPath, '..', '..', '..')
  const modules = modulesFrom(agentMainPath).map((path) => relative(root, path))
  expect(modules.filter((path) => !copied.some((folder) => path.startsWith(`${folder}/`)))).toEqual([])
  expect(expectedHashes().trim().split('\n')).toHaveLength(modules.length)
})
