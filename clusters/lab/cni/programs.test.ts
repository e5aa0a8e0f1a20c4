import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { bridgeConf } from './plugins.fixture.ts'
import { folderProblems, programProblems, programsOf } from './programs.ts'

const folder = mkdtempSync(join(tmpdir(), 'podnet-plugins-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('the plugin for addresses is a program too', () => {
  expect(programsOf(bridgeConf())).toEqual(['bridge', 'host-local', 'portmap'])
})

test('each program that is missing or cannot be run is named', () => {
  mkdirSync(join(folder, 'bridge'))
  writeFileSync(join(folder, 'portmap'), '')
  expect(programProblems({ conf: bridgeConf(), folder })).toEqual([
    expect.stringContaining('"bridge" that the configuration names, found a folder;'),
    expect.stringContaining('"host-local" that the configuration names, found no such file;'),
    expect.stringContaining('"portmap" that the configuration names, found a file that may not be executed;'),
  ])
  chmodSync(join(folder, 'portmap'), 0o755)
  expect(programProblems({ conf: bridgeConf(), folder })).toHaveLength(2)
})

test('a folder that plugins cannot be run from', () => {
  expect(folderProblems(folder)).toEqual([])
  expect(folderProblems(join(folder, 'portmap'))).toEqual(['expected a folder, found a file'])
  expect(folderProblems(join(folder, 'none'))).toEqual([expect.stringContaining('found nothing')])
  expect(folderProblems('/tmp/a:b')).toEqual([expect.stringContaining('without ":"')])
  expect(folderProblems('/run/cni')).toEqual([expect.stringContaining('outside /run')])
})
