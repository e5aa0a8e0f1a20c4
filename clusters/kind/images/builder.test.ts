import { afterEach, expect, test, vi } from 'vitest'
import { startDetached } from '../../host/process.ts'
import { identifyProcess, isRunning, kill, type ProcessIdentity } from '../../host/process-identity.ts'
import { builderName, endAbandonedPrograms, isAbandoned, markPrograms } from './builder.ts'

const gone = builderName({ pid: 1, startTime: 999_999_999_999 })
afterEach(() => vi.unstubAllEnvs())

test('a build is abandoned once its process is gone, and only then', () => {
  expect(isAbandoned(builderName())).toBe(false)
  expect(isAbandoned(gone)).toBe(true)
})

test('a build that nobody here can know is left alone', () => {
  const other = '00000000-0000-4000-8000-000000000000/1/999999999999'
  for (const builder of [other, '', '<no value>', 'x/1/2']) expect(isAbandoned(builder)).toBe(false)
})

test('programs of a build that was killed are ended, and those of one that lives are not', async () => {
  const start = async (env: Record<string, string>): Promise<ProcessIdentity> => {
    const { pid } = await startDetached('sh', ['-c', 'echo ready; exec sleep 30'], { env })
    return identifyProcess(pid) as ProcessIdentity
  }
  vi.stubEnv('PODNET_BUILDER', '')
  markPrograms()
  const programs = [await start({ PODNET_BUILDER: gone }), await start({})]
  try {
    expect(await endAbandonedPrograms()).toBe(1)
    expect(programs.map(isRunning)).toEqual([false, true])
  } finally {
    for (const program of programs) kill(program)
  }
})
