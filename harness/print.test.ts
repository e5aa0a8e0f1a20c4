import { expect, test } from 'vitest'
import { createPrinter, type PrinterOptions } from './print.ts'

function printed(options: PrinterOptions & { terminal: boolean }) {
  const written: string[] = []
  const stream = (name: string) => ({
    write: (text: string) => written.push(`${name}:${text}`) > 0,
    isTTY: options.terminal,
    columns: 30,
  })
  const printer = createPrinter({ environment: {}, ...options, stdout: stream('out'), stderr: stream('err') })
  return { printer, written }
}

test('data on stdout, talk and complaints on stderr', () => {
  const { printer, written } = printed({ terminal: false })
  printer.data('a')
  printer.talk('b')
  printer.complain('c')
  printer.live('nothing')
  expect(written).toEqual(['out:a\n', 'err:b\n', 'err:c\n'])
})

test('quiet: no talk, no live line; data and complaints stay', () => {
  const { printer, written } = printed({ terminal: true, quiet: true })
  printer.talk('b')
  printer.live('b')
  printer.data('a')
  printer.complain('c')
  expect(written).toEqual(['out:a\n', 'err:c\n'])
})

test('text goes above the live line, which is cut to the width of the terminal', () => {
  const { printer, written } = printed({ terminal: true })
  printer.live('x'.repeat(40))
  printer.talk('b')
  printer.live('')
  const line = 'x'.repeat(29)
  expect(written).toEqual([`err:\r\u001b[2K${line}`, 'err:\r\u001b[2K', 'err:b\n', `err:${line}`, 'err:\r\u001b[2K'])
})

test.each([
  [{ terminal: true, environment: {} }, true, true],
  [{ terminal: true, environment: { NO_COLOR: '1' } }, false, true],
  [{ terminal: true, environment: { CI: 'true' } }, true, false],
  [{ terminal: true, environment: { TERM: 'dumb' } }, true, false],
  [{ terminal: false, environment: {} }, false, false],
])('%j: colours %s, live line %s', (options, colours, live) => {
  const { printer } = printed(options)
  expect(printer.dataColours.red('x') !== 'x').toBe(colours)
  expect(printer.talkColours.bold('x') !== 'x').toBe(colours)
  expect(printer.isLive).toBe(live)
})
