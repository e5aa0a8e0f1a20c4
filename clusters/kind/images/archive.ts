import { renameSync, rmSync } from 'node:fs'
import { runChecked } from '../../host/process.ts'
import { builtImages } from './engine-images.ts'
import { imageNames } from './versions.ts'

const timeoutMs = 30 * 60_000

/** What a cluster elsewhere needs; the rest only serves building. */
const archived: string[] = [imageNames.node, imageNames.flannel, imageNames.flannelCNIPlugin]

/**
 * Writes the finished images into one archive in docker-save format and returns their names. The file appears whole or
 * not at all. Throws Error when none is built.
 */
export async function saveImages(file: string, signal: AbortSignal): Promise<string[]> {
  const tags = (await builtImages(signal)).map(({ tag }) => tag).filter((tag) => archived.includes(tag))
  if (tags.length === 0) throw new Error('no images to save: podnet images build makes them')
  const unfinished = `${file}.${process.pid}.tmp`
  try {
    await runChecked('docker', ['save', '--output', unfinished, ...tags], { signal, timeoutMs })
    renameSync(unfinished, file)
  } finally {
    rmSync(unfinished, { force: true })
  }
  return tags
}

/** Takes an archive in docker-save format into the engine, podnet's or anybody's, and returns the names in it. */
export async function loadImages(file: string, signal: AbortSignal): Promise<string[]> {
  const { stdout } = await runChecked('docker', ['load', '--input', file], { signal, timeoutMs })
  return parseLoaded(stdout)
}

/** The names in what `docker load` prints. */
export function parseLoaded(text: string): string[] {
  return [...text.matchAll(/^Loaded image(?: ID)?: (\S+)$/gm)].map((match) => match[1] as string)
}
