import { type CommandOptions, run, runChecked } from '../../host/process.ts'

/** Runs `docker` and returns what it prints. Throws CommandFailed with its words. */
export async function docker(args: readonly string[], options: CommandOptions = {}): Promise<string> {
  return (await runChecked('docker', args, options)).stdout
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '')

/** Label of every container kind makes, with the cluster's name as its value. */
const kindLabel = 'io.x-k8s.kind.cluster'

/** Names of a kind cluster's containers, those that do not run included. */
export async function containersOfKind(kindName: string, signal?: AbortSignal): Promise<string[]> {
  return containers(`label=${kindLabel}=${kindName}`, signal)
}

/** The container of exactly this name, if there is one. */
export async function containerNamed(name: string, signal?: AbortSignal): Promise<string | undefined> {
  return (await containers(`name=^${name}$`, signal))[0]
}

async function containers(filter: string, signal?: AbortSignal): Promise<string[]> {
  const args = ['ps', '--all', '--filter', filter, '--format', '{{.Names}}']
  return lines(await docker(args, signal === undefined ? {} : { signal }))
}

/** Names of the containers that run, of those given. */
export async function runningContainers(names: readonly string[]): Promise<Set<string>> {
  const running = lines(await docker(['ps', '--format', '{{.Names}}']))
  return new Set(names.filter((name) => running.includes(name)))
}

/** Removes a container with its volumes; nothing happens when it is gone already. */
export async function removeContainer(name: string): Promise<void> {
  if ((await containerNamed(name)) !== undefined) await docker(['rm', '--force', '--volumes', name])
}

export const hasImage = async (image: string): Promise<boolean> => (await imageId(image)) !== undefined

/** As `sha256:...`; undefined for an image the engine does not have. */
export async function imageId(image: string): Promise<string | undefined> {
  const { exitCode, stdout } = await run('docker', ['image', 'inspect', '--format', '{{.Id}}', image])
  return exitCode === 0 ? stdout.trim() : undefined
}

/** Gets an image from its registry; returns the engine's words when it cannot be had. */
export async function pullImage(image: string): Promise<string | undefined> {
  const { exitCode, stderr } = await run('docker', ['pull', '--quiet', image], { timeoutMs: 15 * 60_000 })
  return exitCode === 0 ? undefined : (stderr.trim().split('\n').at(-1) ?? 'no words')
}
