import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runChecked } from '../../host/process.ts'
import { writeRuntimeWrapper } from './runtime-wrapper.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'podnet-wrapper-'))
  writeRuntimeWrapper(join(folder, 'wrapper'), 'echo')
})
afterEach(() => rmSync(folder, { recursive: true }))

const lists = (...capabilities: string[]) =>
  Object.fromEntries(['bounding', 'effective', 'inheritable', 'permitted', 'ambient'].map((set) => [set, capabilities]))

/** What the wrapper makes of a file, and what it called in runc's place. */
async function wrap(content: unknown, args: (file: string) => string[], { file = 'config.json', indent = 0 } = {}) {
  const path = join(folder, file)
  writeFileSync(path, JSON.stringify(content, null, indent))
  const { stdout } = await runChecked(join(folder, 'wrapper'), args(path))
  return { content: JSON.parse(readFileSync(path, 'utf8')) as unknown, called: stdout.trim() }
}

const create = () => ['--root', '/run/x', '--log', 'exec', 'create', '--bundle', folder, '--pid-file', 'p', 'id']

describe('the runtime wrapper', () => {
  test.each([
    ['first', ['CAP_SYS_RESOURCE', 'CAP_CHOWN', 'CAP_KILL']],
    ['in the middle', ['CAP_CHOWN', 'CAP_SYS_RESOURCE', 'CAP_KILL']],
    ['last', ['CAP_CHOWN', 'CAP_KILL', 'CAP_SYS_RESOURCE']],
    ['alone', ['CAP_SYS_RESOURCE']],
    ['nowhere', ['CAP_CHOWN', 'CAP_KILL']],
  ])('takes the capability out of every set where it stands %s', async (_, capabilities) => {
    const rest = capabilities.filter((name) => name !== 'CAP_SYS_RESOURCE')
    const config = (names: string[]) => ({ process: { args: ['sh'], capabilities: lists(...names) }, hostname: 'n' })
    for (const indent of [0, 2]) {
      const { content } = await wrap(config(capabilities), create, { indent })
      expect(content).toEqual(config(rest))
    }
  })

  test('changes nothing else, even where the text looks alike', async () => {
    const args = ['capsh', 'CAP_SYS_RESOURCE', '{"bounding":["CAP_SYS_RESOURCE","CAP_KILL"]}', '] , "CAP_SYS_RESOURCE"']
    const config = { process: { args, env: ['A="bounding":["CAP_SYS_RESOURCE"]'], capabilities: lists('CAP_KILL') } }
    expect((await wrap(config, create)).content).toEqual(config)
  })

  test('reads the file of an exec, in either spelling', async () => {
    for (const words of [(file: string) => ['--process', file], (file: string) => [`--process=${file}`]]) {
      const process = { args: ['sh'], capabilities: lists('CAP_SYS_RESOURCE', 'CAP_KILL') }
      const { content } = await wrap(process, (file) => ['exec', ...words(file), 'id'], { file: 'process.json' })
      expect(content).toEqual({ args: ['sh'], capabilities: lists('CAP_KILL') })
    }
  })

  test('calls runc with the same words', async () => {
    expect((await wrap({}, create)).called).toBe(create().join(' '))
  })

  test('touches no file for other subcommands', async () => {
    const config = { process: { capabilities: lists('CAP_SYS_RESOURCE') } }
    const { content } = await wrap(config, () => ['--root', 'create', 'state', '--bundle', folder, 'id'])
    expect(content).toEqual(config)
  })
})
