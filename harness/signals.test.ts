import { expect, test, vi } from 'vitest'
import { Interrupted } from './interrupted.ts'
import { ignoringInterrupts, interruptible } from './signals.ts'

const said: string[] = []
const printer = { complain: (text: string) => void said.push(text) }

/** An action that ends when it is told to. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

test.each(['SIGINT', 'SIGTERM'] as const)('the first %s aborts the action and says so', async (by) => {
  const running = interruptible(printer, untilAborted)
  process.emit(by, by)
  await expect(running).rejects.toEqual(new Interrupted(by))
  expect(said.at(-1)).toBe(`${by}: stopping and cleaning up; once more to leave at once`)
})

test('what goes wrong in the cleaning up stays known as the cause', async () => {
  const running = interruptible(printer, async (signal) => {
    await untilAborted(signal).catch(() => {})
    throw new Error('no cleaning up')
  })
  process.emit('SIGINT', 'SIGINT')
  await expect(running).rejects.toMatchObject({ by: 'SIGINT', cause: new Error('no cleaning up') })
})

test('the second one ends the process with its code; one that follows at once is the same one', async () => {
  const clock = vi.spyOn(performance, 'now')
  const ended: number[] = []
  let finish = (): void => {}
  const action = () => new Promise<void>((resolve) => (finish = resolve))
  const running = interruptible(printer, action, (code) => void ended.push(code))
  clock.mockReturnValue(1000)
  process.emit('SIGINT', 'SIGINT')
  clock.mockReturnValue(1400)
  process.emit('SIGINT', 'SIGINT')
  expect(ended).toEqual([])
  clock.mockReturnValue(1600)
  process.emit('SIGTERM', 'SIGTERM')
  expect(ended).toEqual([143])
  finish()
  await running
  vi.restoreAllMocks()
})

test('an action that was not interrupted keeps its error, and its listeners are taken away', async () => {
  const before = process.listenerCount('SIGINT')
  await expect(interruptible(printer, async () => Promise.reject(new Error('own')))).rejects.toThrow('own')
  await ignoringInterrupts(async () => expect(process.listenerCount('SIGINT')).toBe(before + 1))
  expect(process.listenerCount('SIGINT')).toBe(before)
})
