import { builtImages } from './engine-images.ts'
import { keysOf } from './key.ts'
import { allSteps } from './steps.ts'

/** An image podnet built, as people see it. */
export interface ListedImage {
  tag: string
  key: string
  sizeBytes: number
  /** ISO time. */
  created: string
  /** `current` when today's sources would make the same; `stale` when `podnet images build` would replace it. */
  state: 'current' | 'stale'
}

/** The images podnet built that this engine has. */
export async function listImages(signal?: AbortSignal): Promise<ListedImage[]> {
  const keys = keysOf(allSteps())
  return (await builtImages(signal)).map(({ tag, step, key, sizeBytes, created }) => ({
    tag,
    key,
    sizeBytes,
    created,
    state: keys.get(step) === key ? 'current' : 'stale',
  }))
}

/** The list as lines of equal columns; says so where there is none. */
export function renderImages(images: readonly ListedImage[]): string[] {
  if (images.length === 0) return ['No images: podnet images build makes them.']
  const rows = images.map(({ tag, key, sizeBytes, created, state }) => {
    const colon = tag.lastIndexOf(':')
    const size = `${(sizeBytes / 1e6).toFixed(0)} MB`
    return [tag.slice(0, colon), tag.slice(colon + 1), key, size, created.slice(0, 19).replace('T', ' '), state]
  })
  const table = [['NAME', 'TAG', 'KEY', 'SIZE', 'CREATED', 'STATE'], ...rows]
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? []
  return table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
