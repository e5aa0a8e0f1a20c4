import { expect, test } from 'vitest'
import { run, runChecked } from '../../host/process.ts'
import { buildContainer, builderOption, removeBuildContainer, sweepBuildContainer } from './build-container.ts'
import { builderName } from './builder.ts'
import { imageNames } from './versions.ts'

const exists = async (): Promise<boolean> =>
  (await run('docker', ['container', 'inspect', buildContainer])).exitCode === 0

async function startAs(builder: string): Promise<void> {
  const start = ['run', '--detach', '--rm', '--name', buildContainer, builder, '--network=none', '--entrypoint=sleep']
  await runChecked('docker', [...start, imageNames.nodeBase, 'infinity'])
}

test('sweep removes the container of a build that was killed, and none of a build that lives', async () => {
  expect(await sweepBuildContainer()).toBe(false)
  try {
    await startAs(builderOption())
    expect(await sweepBuildContainer()).toBe(false)
    expect(await exists()).toBe(true)
    await removeBuildContainer()
    await startAs(builderOption(builderName({ pid: 1, startTime: 999_999_999_999 })))
    expect(await sweepBuildContainer()).toBe(true)
    expect(await exists()).toBe(false)
  } finally {
    await removeBuildContainer()
  }
})
