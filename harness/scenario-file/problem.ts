/** Keys and list positions from the file's root: `['spec', 'pods', 3, 'nodeName']`. */
export type Path = readonly (string | number)[]

/** Something wrong in a scenario file, in a sentence without its place. */
export interface Problem {
  path: Path
  message: string
  /** true: the key at the end of the path is what is wrong, not its value. */
  atKey?: boolean
}

/** `spec.pods[3].nodeName`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? step : `${text}.${step}`
  }, '')
}

/** A value as a message shows it. */
export function found(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  const text = JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
