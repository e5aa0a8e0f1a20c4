import type { ZodType } from 'zod'

/** Problems of a file that are named; a file of another version has one in every field. */
const mostNamed = 3

/** The value of a saved file, or in words what is wrong with its text. */
export function parseJson<T extends object>(text: string, schema: ZodType<T>): T | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const { length } = text
    return `no JSON, or cut off after ${length.toLocaleString('en-US')} characters: ${(error as Error).message}`
  }
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const { issues } = result.error
  const named = issues.slice(0, mostNamed).map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`)
  return [...named, ...(issues.length > mostNamed ? [`and ${issues.length - mostNamed} more`] : [])].join('; ')
}
