import { expect, test } from 'vitest'
import { bundleFiles, importsOf, mainInBundle, nodeInBundle } from './program-files.ts'

test('imports are found, those of types alone are not', () => {
  const text = [
    "import { a, type B } from './a.ts'",
    "import type { C } from './c.ts'",
    'import {',
    '  d,',
    "} from '../d/d.ts'",
    "import koffi from 'koffi'",
    "export { e } from './e.ts'",
    "import './f.ts'",
  ].join('\n')
  expect(importsOf(text)).toEqual(['./a.ts', '../d/d.ts', './e.ts', './f.ts'])
})

test('the bundle holds the program, what it imports, koffi and a Node', () => {
  const destinations = bundleFiles().map(({ destination }) => destination)
  expect(destinations).toContain(nodeInBundle)
  expect(destinations).toContain(mainInBundle)
  expect(destinations).toContain('app/clusters/agent/libc.ts')
  expect(destinations).toContain('app/properties/model/probe.ts')
  expect(destinations).toContain('app/node_modules/koffi/package.json')
  expect(destinations).toContain('app/node_modules/dns-packet/index.js')
  expect(destinations).toContain('app/node_modules/@leichtgewicht/ip-codec/index.cjs')
  expect(destinations.some((path) => path.endsWith('koffi.node'))).toBe(true)
  // What only the controller uses stays here.
  expect(destinations).not.toContain('app/clusters/agent/agent-client.ts')
})
