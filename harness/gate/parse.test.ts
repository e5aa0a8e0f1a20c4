import { expect, test } from 'vitest'
import { parseModule } from './parse.ts'

const forms: [text: string, ...specifiers: string[]][] = [
  [`import a from 'x'`, 'x'],
  [`import * as a from "x"`, 'x'],
  [`import a, { b as c } from 'x'`, 'x'],
  [`import {\n  a,\n  type B,\n} from 'x'`, 'x'],
  [`import type { A } from 'x'`, 'x'],
  [`import 'x'`, 'x'],
  [`import data from 'x' with { type: 'json' }`, 'x'],
  [`export * from 'x'\nexport * as y from 'y'`, 'x', 'y'],
  [`export { a } from 'x'; export type { B } from 'y'`, 'x', 'y'],
  [`const a = await import('x')`, 'x'],
  ['const a = await import(`x`)', 'x'],
  [`const a = await import('x' + y)`, '(computed)'],
  [`type A = import('x').A`, 'x'],
  [`const a = require('x')`, 'x'],
  ['const s = `${`${await import("x")}`} import "y"`', 'x'],
  [`const r = /import 'y'/; import 'x'`, 'x'],
  [`const r = a / b; import 'x'; const q = c / d`, 'x'],
  [`const r = /['"\`/]/.test(s)\nimport 'x'`, 'x'],
  // Not imports.
  [`// import 'x'\n/* import 'x' */`],
  [`const s = "import 'x'"`],
  ['const s = `import "x" ${a} from "y"`'],
  [`export const from = 'x'\nexport { a }\nconst b = 'y'`],
  [`export function from() { return 'x' }`],
  [`const u = import.meta.url`],
  [`map.import('x')`],
]

test.each(forms)('%s', (text, ...specifiers) => {
  expect(parseModule(text).imports.map(({ specifier }) => specifier)).toEqual(specifiers)
})

test('types are told from values', () => {
  const text = `import type { A } from 'a'\nexport type { B } from 'b'\nimport { type C } from 'c'\nimport type from 'd'`
  expect(parseModule(text).imports.map(({ typeOnly }) => typeOnly)).toEqual([true, true, false, false])
})

test('lines are those of the module named', () => {
  const text = "/* two\nlines */ import 'a'\nconst s = `\n${1}\n`\nimport {\n  b\n} from 'b'\n"
  expect(parseModule(text).imports.map(({ line }) => line)).toEqual([2, 8])
})
