import { describe, expect, test } from 'vitest'
import { CommandFailed, run, runChecked, startDetached, toolPath } from './process.ts'
import { identifyProcess, isRunning, kill, type ProcessIdentity } from './process-identity.ts'

describe('run', () => {
  test('returns output and exit code, whatever the code', async () => {
    const output = await run('sh', ['-c', 'cat; echo words >&2; exit 3'], { input: 'in' })
    expect(output).toEqual({ exitCode: 3, stdout: 'in', stderr: 'words\n' })
  })

  test('throws when the command cannot be started', async () => {
    await expect(run('podnet-no-such-command', [])).rejects.toThrow(/ENOENT/)
  })

  test('throws after the time limit and names it', async () => {
    await expect(run('sleep', ['10'], { timeoutMs: 50 })).rejects.toThrow('no end after 50 ms: sleep 10')
  })

  test("throws the signal's reason", async () => {
    const stop = new AbortController()
    const running = run('sleep', ['10'], { signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(running).rejects.toThrow('enough')
  })
})

test('runChecked throws the command, its exit code and its words', async () => {
  const failed = await runChecked('sh', ['-c', 'echo why >&2; exit 2']).catch((error: unknown) => error)
  expect(failed).toBeInstanceOf(CommandFailed)
  expect(failed).toMatchObject({
    exitCode: 2,
    stderr: 'why\n',
    message: expect.stringMatching(/^exit code 2: sh .*\nwhy$/s),
  })
})

describe('startDetached', () => {
  test('waits for the first line and leaves the process running', async () => {
    const { pid, firstLine } = await startDetached('sh', ['-c', 'echo "$MARK"; exec sleep 30'], {
      env: { MARK: 'here' },
    })
    const identity = identifyProcess(pid) as ProcessIdentity
    expect(firstLine).toBe('here')
    expect(isRunning(identity)).toBe(true)
    kill(identity)
  })

  test('throws the words of a command that ends at once', async () => {
    const started = startDetached('sh', ['-c', 'echo "no right" >&2; exit 1'], { env: {} })
    await expect(started).rejects.toThrow(/ended at once: sh .*\nno right$/s)
  })

  test('throws when no line comes in time, and does not kill a process that was ready', async () => {
    await expect(startDetached('sleep', ['30'], { env: {}, timeoutMs: 50 })).rejects.toThrow('not ready in time')
    const { pid } = await startDetached('sh', ['-c', 'echo ready; exec sleep 30'], { env: {}, timeoutMs: 2_000 })
    const identity = identifyProcess(pid) as ProcessIdentity
    await new Promise((resolve) => setTimeout(resolve, 2_100))
    expect(isRunning(identity)).toBe(true)
    kill(identity)
  })
})

test("tools in sbin are found although they are not on an ordinary user's PATH", () => {
  expect(toolPath('/usr/local/bin:/usr/bin').split(':')).toEqual([
    '/usr/local/bin',
    '/usr/bin',
    '/usr/local/sbin',
    '/usr/sbin',
    '/sbin',
    '/bin',
  ])
})
