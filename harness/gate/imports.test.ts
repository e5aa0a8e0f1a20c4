import { globSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkImports } from './imports.ts'
import { rules } from './rules.ts'
import { projectRoot, sourceModules } from './tree.ts'

/** For each rule modules that break it, and one that looks alike and does not. */
const planted: Record<string, { bad: [path: string, text: string][]; good: [path: string, text: string][] }> = {
  'the-model-is-pure': {
    bad: [
      ['properties/model/a.ts', `import { readFileSync } from 'node:fs'`],
      ['properties/model/a.ts', `import fc from 'fast-check'`],
      ['properties/model/networks/a.ts', `import type { Cluster } from '../../../clusters/cluster.ts'`],
      ['properties/model/a.ts', `export { x } from '../registry.ts'`],
      ['properties/model/a.ts', `const fs = await import('fs')`],
    ],
    good: [
      ['properties/model/networks/a.ts', `import { Address4 } from 'ip-address'\nimport { x } from '../place.ts'`],
    ],
  },
  'properties-know-no-world': {
    bad: [
      ['properties/a.ts', `import { start } from '../clusters/lab/start.ts'`],
      ['properties/arbitraries/a.ts', `import 'node:fs'`],
      ['properties/a.ts', 'await import(`./${name}.ts`)'],
    ],
    good: [['properties/arbitraries/a.ts', `import fc from 'fast-check'\nimport type { X } from '../model/place.ts'`]],
  },
  'properties-have-no-clock': {
    bad: [
      ['properties/a.ts', 'const now = Date.now()'],
      ['properties/model/a.ts', 'if (Math.random() < 0.5) x()'],
      ['properties/model/a.ts', 'setTimeout(() => {}, 1)'],
    ],
    good: [['properties/a.ts', `// Date.now() is not for us\nconst text = 'Math.random()'\nclock.Date.now()`]],
  },
  'clusters-know-only-the-model': {
    bad: [
      ['clusters/lab/a.ts', `import { run } from '../../harness/run.ts'`],
      ['clusters/lab/a.ts', `import type { Property } from '../../properties/registry.ts'`],
      ['clusters/a.ts', `export * from '../properties/arbitraries/topology.ts'`],
      ['clusters/a.ts', `import { html } from '../reports/html.ts'`],
    ],
    good: [['clusters/lab/a.ts', `import { x } from '../../properties/model/networks/flannel.ts'\nimport 'koffi'`]],
  },
  'reports-see-the-run-record': {
    bad: [
      ['reports/a.ts', `import { judge } from '../properties/model/verdict.ts'`],
      ['reports/a.ts', `import type { Run } from '../harness/run.ts'`],
      ['reports/a.ts', `import { networkInterfaces } from 'node:os'`],
      ['reports/a.ts', `import type from '../properties/model/verdict.ts'`],
    ],
    good: [
      [
        'reports/a.ts',
        `import { parse } from '../properties/model/run-record.ts'\nimport type { V } from '../properties/model/verdict.ts'`,
      ],
    ],
  },
  'one-place-spawns': {
    bad: [
      ['harness/a.ts', `import { execa } from 'execa'`],
      ['clusters/lab/a.ts', `import { spawn } from 'child_process'`],
      ['harness/a.ts', `const { spawn } = require('node:child_process')`],
    ],
    good: [['clusters/host/a.ts', `import { execa } from 'execa'`]],
  },
  'one-place-waits': {
    bad: [
      ['harness/a.ts', `import { setTimeout } from 'node:timers/promises'`],
      ['clusters/lab/a.ts', 'setTimeout(() => {}, 1000)'],
    ],
    good: [['clusters/host/clock.ts', 'setTimeout(() => {}, 1000)']],
  },
  'one-place-exits': {
    bad: [
      ['harness/cli.ts', 'process.exit(1)'],
      ['clusters/lab/a.ts', 'process.exitCode = 2'],
      ['harness/a.ts', `import { exit } from 'node:process'`],
    ],
    good: [['harness/exit.ts', 'process.exit(1)']],
  },
  'one-place-prints': {
    bad: [
      ['harness/a.ts', 'console.log(`${x}`)'],
      ['clusters/lab/a.ts', `process.stdout.write('x')`],
      ['reports/a.ts', `process['stderr'].write('x')`],
    ],
    good: [['harness/print.ts', `process.stdout.write('x')`]],
  },
}

test('every rule has planted imports', () => {
  expect(Object.keys(planted)).toEqual(rules.map(({ name }) => name))
})

describe.each(Object.entries(planted))('%s', (name, { bad, good }) => {
  test.each(bad)('fails %s with %s', (path, text) => {
    const { violations } = checkImports([{ path, text: `// one line above\n${text}\n` }])
    expect(violations.filter((violation) => violation.startsWith(`${name}: ${path}:2 `))).toHaveLength(1)
  })

  test.each(good)('lets %s pass', (path, text) => {
    expect(checkImports([{ path, text }]).violations).toEqual([])
  })
})

test('a message names the rule, the place, the import and the change', () => {
  const { violations } = checkImports([{ path: 'harness/a.ts', text: `\nimport { execa } from 'execa'` }])
  expect(violations).toEqual([
    'one-place-spawns: harness/a.ts:2 imports execa; every process needs a deadline, a captured output and an end. Change: use the runner of clusters/host',
  ])
})

test('the project obeys its rules', () => {
  expect(checkImports(sourceModules()).violations.join('\n')).toBe('')
})

test('the gate sees every module of the project', () => {
  const folders = '{properties,clusters,harness,reports}/**/*.ts'
  const found = globSync([folders, '*.ts'], { cwd: projectRoot }).filter((path) => !/\.(test|stand-in)\.ts$/.test(path))
  const report = checkImports(sourceModules())
  expect(report.modules).toBe(found.length)
  expect(report.modules).toBeGreaterThan(0)
  expect(report.imports).toBeGreaterThan(0)
})
