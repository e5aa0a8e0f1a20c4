import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type KubernetesObject, loadYaml } from '@kubernetes/client-node'
import { parseAllDocuments } from 'yaml'
import { replaceFile } from '../../host/atomic-file.ts'
import type { ReleaseManifest } from '../../networks/installation.ts'
import { cacheDirectory } from '../images/cache.ts'

/** Objects of a user's manifest. Throws Error with the file's name and everything wrong in it. */
export function readManifestFile(file: string): KubernetesObject[] {
  try {
    return parseManifest(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Error(`--manifest ${file}: ${(error as Error).message}`, { cause: error })
  }
}

/** Objects of a release's manifest, fetched once. Throws Error when it cannot be had or is not what it should be. */
export async function readReleaseManifest(release: ReleaseManifest): Promise<KubernetesObject[]> {
  const folder = join(cacheDirectory(), 'manifests')
  const file = join(folder, `${release.sha256}.yaml`)
  if (!existsSync(file)) {
    const text = await fetchText(release.url)
    const found = createHash('sha256').update(text).digest('hex')
    if (found !== release.sha256) {
      throw new Error(`${release.url} is not the manifest of ${release.version}: its sha256 is ${found}`)
    }
    mkdirSync(folder, { recursive: true })
    replaceFile(file, text)
  }
  return parseManifest(readFileSync(file, 'utf8'))
}

async function fetchText(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(60_000) })
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    return await response.text()
  } catch (error) {
    const { message, cause } = error as Error
    const words = cause instanceof Error ? cause.message : message
    throw new Error(`the manifest ${url} cannot be fetched (${words}): download it elsewhere and give --manifest FILE`)
  }
}

/**
 * Every object of a YAML stream, as Kubernetes' client holds objects: it leaves out keys of others when it sends them,
 * such as a schema's `default`. Throws Error with all problems of the text at once.
 */
export function parseManifest(text: string): KubernetesObject[] {
  const documents = parseAllDocuments(text)
  const list = 'empty' in documents ? [] : documents
  const errors = list.flatMap((document) => document.errors.map(({ message }) => message.split('\n')[0]))
  if (errors.length > 0) throw new Error(errors.join('; '))
  const values = list.map((document) => document.toJS() as KubernetesObject | null)
  const wrong = values.flatMap((value, index) => {
    const isObject = value === null || (value.apiVersion && value.kind && value.metadata?.name)
    return isObject ? [] : [`document ${index + 1} has no apiVersion, kind or metadata.name`]
  })
  if (wrong.length > 0) throw new Error(wrong.join('; '))
  if (values.every((value) => value === null)) throw new Error('it holds no objects')
  // JSON is YAML, and all that the client reads.
  return values.flatMap((value) => (value === null ? [] : [loadYaml<KubernetesObject>(JSON.stringify(value))]))
}
