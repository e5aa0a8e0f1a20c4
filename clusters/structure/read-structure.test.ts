import { expect, test } from 'vitest'
import type { CommandResult } from '../agent/protocol.ts'
import { readStructure } from './read-structure.ts'

const ok = (stdout: string): CommandResult => ({ exitCode: 0, stdout, stderr: '' })

test('one request per host; results are told apart by place, a place that fails is left out', async () => {
  const asked: string[] = []
  const facts = await readStructure(
    new Map([
      ['node1', ['node/node1', 'pod/a', 'pod/b']],
      ['node2', ['node/node2']],
    ]),
    async (commands) => {
      asked.push(...commands.keys())
      return new Map(
        [...commands].map(([host, list]) => [
          host,
          list.map(({ place, argv }) => {
            if (place === 'pod/a') return { exitCode: 1, stdout: '', stderr: 'gone' }
            if (argv[0] === 'stat') return ok(`${place.length}\n`)
            return ok(argv[0] === 'ip' ? '[]\n[]\n[]\n' : '')
          }),
        ]),
      )
    },
  )
  expect(asked).toEqual(['node1', 'node2'])
  expect(Object.entries(facts).map(([place, read]) => [place, read?.inode])).toEqual([
    ['node/node1', 10],
    ['pod/b', 5],
    ['node/node2', 10],
  ])
})
