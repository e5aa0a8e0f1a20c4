import { cpSync, linkSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runChecked } from '../../host/process.ts'
import type { StepContext } from './step.ts'

const timeoutMs = 15 * 60_000

/** Text of a file in recipes/: an input of the step that follows it. */
export function recipe(name: string): string {
  return readFileSync(join(import.meta.dirname, 'recipes', name), 'utf8')
}

export function copyRecipe(name: string, folder: string): void {
  cpSync(join(import.meta.dirname, 'recipes', name), join(folder, name))
}

/** Brings files into a build's folder without copying them; both lie in the cache. All of a folder's, or those named. */
export function linkFiles(from: string, to: string, names = readdirSync(from)): void {
  mkdirSync(to, { recursive: true })
  for (const name of names) linkSync(join(from, name), join(to, name))
}

export interface DockerBuild {
  folder: string
  tag: string
  dockerfile: string
  arguments?: Record<string, string>
}

/** Builds an image with the labels of the step, without a network and with the builder every engine has. */
export async function dockerBuild(
  { folder, tag, dockerfile, arguments: values = {} }: DockerBuild,
  { labels, signal }: Pick<StepContext, 'labels' | 'signal'>,
): Promise<void> {
  const options = [
    ...labels.flatMap((label) => ['--label', label]),
    ...Object.entries(values).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
  ]
  const command = ['docker', 'build', '--quiet', '--network=none', '--force-rm', '--tag', tag, ...options]
  await runChecked('env', ['DOCKER_BUILDKIT=0', ...command, '--file', '-', folder], {
    input: dockerfile,
    signal,
    timeoutMs,
  })
}
