import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { runChild } from './child.mjs'

const node = process.execPath

test('the exit code is the command’s own, or 128 + n for signal n', async () => {
  expect(await runChild(node, ['-e', 'process.exit(7)'])).toBe(7)
  expect(await runChild(node, ['-e', 'process.kill(process.pid, "SIGTERM")'])).toBe(143)
})

/**
 * A wrapper around a command that says `ready`, then which signals it got. It does not wait for its stdin: that ends
 * with the wrapper as well, and would race with the signal.
 */
function wrapped() {
  const inner = `
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { console.log(signal); process.exit(5) })
    setTimeout(() => process.exit(6), 20_000); console.log('ready')`
  const outer = `
    const { runChild } = await import(${JSON.stringify(new URL('child.mjs', import.meta.url).href)})
    process.exit(await runChild(${JSON.stringify(node)}, ['-e', ${JSON.stringify(inner)}]))`
  const child = spawn(node, ['--input-type=module', '-e', outer], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  })
  child.stdout.setEncoding('utf8')
  return child
}

test.each(['SIGINT', 'SIGTERM'])('%s sent to the wrapper reaches the command once', async (signal) => {
  const wrapper = wrapped()
  await once(wrapper.stdout, 'data')
  let output = ''
  wrapper.stdout.on('data', (text) => {
    output += text
  })
  wrapper.kill(signal)
  const [code] = await once(wrapper, 'close')
  expect({ code, output }).toEqual({ code: 5, output: `${signal}\n` })
})

test('a killed wrapper takes the command with it', async () => {
  const wrapper = wrapped()
  await once(wrapper.stdout, 'data')
  wrapper.kill('SIGKILL')
  const [text] = await once(wrapper.stdout, 'data')
  expect(text).toContain('SIGTERM')
})
