import { run } from '../../host/process.ts'
import { builderName, isAbandoned } from './builder.ts'

/** One name for all builds, of which only one runs at a time: the next finds what a killed one left. */
export const buildContainer = 'podnet-build-node'

const builderLabel = 'podnet.builder'

/** For `docker run`: says whose container it is, so that sweep knows it when the build was killed. */
export const builderOption = (builder = builderName()): string => `--label=${builderLabel}=${builder}`

/** Does nothing where there is none. */
export async function removeBuildContainer(): Promise<void> {
  await run('docker', ['rm', '--force', buildContainer])
}

/** Removes what a killed build left; false where there is none, or its build lives. Needs an engine that answers. */
export async function sweepBuildContainer(): Promise<boolean> {
  const format = `{{index .Config.Labels "${builderLabel}"}}`
  const { exitCode, stdout } = await run('docker', ['container', 'inspect', '--format', format, buildContainer])
  if (exitCode !== 0 || !isAbandoned(stdout.trim())) return false
  await removeBuildContainer()
  return true
}
