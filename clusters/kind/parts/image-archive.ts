import { basename } from 'node:path'
import { z } from 'zod'
import { run } from '../../host/process.ts'
import { imageId } from '../cluster/docker.ts'
import { loadImages } from '../images/archive.ts'

const manifest = z.array(z.object({ Config: z.string(), RepoTags: z.array(z.string()).nullable() }))

/** An image in an archive of docker-save format. */
export interface ArchivedImage {
  name: string
  /** As the engine gives it, `sha256:...`. */
  id: string
}

/** What an archive holds. Throws Error that names the file when it is no archive in docker-save format. */
export async function readArchive(file: string): Promise<ArchivedImage[]> {
  const { exitCode, stdout, stderr } = await run('tar', ['--extract', '--to-stdout', `--file=${file}`, 'manifest.json'])
  if (exitCode !== 0) {
    throw new Error(`${file}: not an archive in docker-save format (${stderr.trim().split('\n')[0]})`)
  }
  try {
    return parseArchiveManifest(stdout)
  } catch {
    throw new Error(`${file}: not an archive in docker-save format (its manifest.json lists no images)`)
  }
}

const read = new WeakMap<object, Map<string, Promise<ArchivedImage[]>>>()

/** readArchive, once for each owner: a run of many networks looks for its parts before and at the start of each cluster. */
export function readArchiveOnce(owner: object, file: string): Promise<ArchivedImage[]> {
  const files = read.get(owner) ?? new Map<string, Promise<ArchivedImage[]>>()
  read.set(owner, files)
  const images = files.get(file) ?? readArchive(file)
  files.set(file, images)
  return images
}

/** Out of an archive's manifest.json. */
export function parseArchiveManifest(json: string): ArchivedImage[] {
  return manifest
    .parse(JSON.parse(json))
    .flatMap(({ Config, RepoTags }) =>
      (RepoTags ?? []).map((name) => ({ name, id: `sha256:${basename(Config, '.json')}` })),
    )
}

/** Brings an archive's images into the engine, unless it has exactly these. Throws CommandFailed. */
export async function loadArchive(file: string, images: readonly ArchivedImage[], signal: AbortSignal): Promise<void> {
  const present = await Promise.all(images.map(({ name }) => imageId(name)))
  if (images.every(({ id }, index) => present[index] === id)) return
  await loadImages(file, signal)
}
