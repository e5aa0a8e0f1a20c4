import { runChecked } from '../../host/process.ts'
import { labels } from './step.ts'

/** An image in the engine that podnet built. */
export interface BuiltImage {
  /** As `podnet/node:v1.34.4`. */
  tag: string
  step: string
  key: string
  sizeBytes: number
  /** ISO time. */
  created: string
}

interface Inspected {
  RepoTags?: string[] | null
  Size: number
  Created: string
  Config?: { Labels?: Record<string, string> | null } | null
}

/** Every image of the engine with podnet's labels, one entry per tag. */
export async function builtImages(signal?: AbortSignal): Promise<BuiltImage[]> {
  const options = { timeoutMs: 60_000, ...(signal === undefined ? {} : { signal }) }
  const filter = ['image', 'ls', '--quiet', '--no-trunc', '--filter', `label=${labels.key}`]
  const ids = [...new Set((await runChecked('docker', filter, options)).stdout.split('\n').filter((id) => id !== ''))]
  if (ids.length === 0) return []
  const { stdout } = await runChecked('docker', ['image', 'inspect', ...ids], options)
  return parseInspected(stdout)
}

/** Out of the text of `docker image inspect`, in the order of tags. */
export function parseInspected(text: string): BuiltImage[] {
  return (JSON.parse(text) as Inspected[])
    .flatMap(({ RepoTags, Size, Created, Config }) =>
      (RepoTags ?? []).map((tag) => ({
        tag,
        step: Config?.Labels?.[labels.step] ?? '',
        key: Config?.Labels?.[labels.key] ?? '',
        sizeBytes: Size,
        created: Created,
      })),
    )
    .sort((a, b) => (a.tag < b.tag ? -1 : 1))
}
