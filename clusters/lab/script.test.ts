import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { run } from '../host/process.ts'
import { ip, type Step } from '../networks/step.ts'
import { renderScript } from './script.ts'

/** Programs that take the place of the real ones: `ip` says its input, `nsenter` says its namespace and goes on. */
const standIns = mkdtempSync(join(tmpdir(), 'podnet-script-'))
const programs = {
  ip: 'while read -r line; do case "$line" in bad*) echo "cannot $line" >&2; exit 1;; esac; echo "ip $line"; done',
  nsenter: 'echo "in $(basename -- "$1")"; shift; exec "$@"',
}
for (const [name, text] of Object.entries(programs)) {
  writeFileSync(join(standIns, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
}
afterAll(() => rmSync(standIns, { recursive: true }))

const play = (script: string) => run('sh', ['-s'], { input: `PATH=${standIns}:$PATH\n${script}` })

test('a stage begins when the one before has ended', async () => {
  const { stdout, exitCode } = await play(
    renderScript([[{ steps: [ip('netns add a')] }], [{ namespace: 'a', steps: [ip('link set lo up')] }]], 2),
  )
  expect(stdout).toBe('ip netns add a\nin a\nip link set lo up\n')
  expect(exitCode).toBe(0)
})

test('a step that fails ends the script, names the namespace and keeps the words', async () => {
  const { stdout, stderr, exitCode } = await play(
    renderScript([[{ namespace: 'a', steps: [ip('bad line'), ip('after')] }], [{ steps: [ip('never')] }]], 2),
  )
  expect(stdout).toBe('in a\n')
  expect(stderr).toBe('cannot bad line\nin namespace a\n')
  expect(exitCode).not.toBe(0)
})

test('the other tasks of the stage are carried through, whatever the width', async () => {
  for (const width of [1, 2, 8]) {
    const tasks = ['a', 'b', 'c'].map((namespace) => ({ namespace, steps: [ip(`in ${namespace}`)] }))
    const { stdout } = await play(renderScript([tasks], width))
    expect(stdout.match(/ip in [abc]/g)?.sort()).toEqual(['ip in a', 'ip in b', 'ip in c'])
  }
})

test('a step that may fail does not end the script', async () => {
  const step: Step = { tool: 'ip', lines: ['bad line'], mayFail: true }
  const { stdout, stderr, exitCode } = await play(renderScript([[{ steps: [step, ip('after')] }]], 1))
  expect({ stdout, stderr, exitCode }).toEqual({ stdout: 'ip after\n', stderr: '', exitCode: 0 })
})

test('sysctls are written below /proc/sys, or left out where the kernel lacks them', () => {
  const script = renderScript(
    [
      [
        {
          steps: [
            { tool: 'sysctl', values: { 'net/a': '0 0' } },
            { tool: 'sysctl', values: { 'net/b': '1' }, ifPresent: true },
          ],
        },
      ],
    ],
    1,
  )
  expect(script).toContain("echo '0 0' >/proc/sys/net/a")
  expect(script).toContain("if [ -e /proc/sys/net/b ]; then echo '1' >/proc/sys/net/b; fi")
})
