import type { Path } from './problem.ts'

/** A value of which any part may be missing, because it was left out or because it was wrong. */
export type Draft<T> = T extends readonly (infer Item)[]
  ? (Draft<Item> | undefined)[]
  : T extends object
    ? { [Key in keyof T]?: Draft<T[Key]> | undefined }
    : T | undefined

/**
 * A copy without the parts at these paths: they become undefined, and what stands beside them can still be checked.
 * A key that was left out stays absent, so that a default is not mistaken for what somebody wrote wrongly.
 */
export function withoutParts(value: unknown, paths: readonly Path[]): unknown {
  if (paths.some((path) => path.length === 0)) return undefined
  if (typeof value !== 'object' || value === null) return value
  const below = (key: string | number): Path[] => paths.filter((path) => path[0] === key).map((path) => path.slice(1))
  if (Array.isArray(value)) return value.map((item, index) => withoutParts(item, below(index)))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutParts(item, below(key))]))
}

/** The value of a key: what was written, also when it was wrong and taken out; the default when it was left out. */
export function given<T extends object, Key extends keyof T>(value: T, key: Key, byDefault: T[Key]): T[Key] {
  return key in value ? value[key] : byDefault
}
