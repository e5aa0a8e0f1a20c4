import { deflateSync, inflateSync } from 'node:zlib'
import { UsageError } from '../usage-error.ts'

/** What every pasted scenario begins with, and the number of its form; a file of such a name is reached as `./podnet1:...`. */
const prefix = 'podnet1:'
const anyPrefix = /^podnet\d+:/

/**
 * Characters of the longest one that is printed. A terminal without line editing takes lines of at most 4,095 characters
 * (Linux, N_TTY_BUF_SIZE), and the rest of the command needs some. Made as small as it gets a scenario takes some 1,000,
 * with 40 Pods and 10 Services some 2,400.
 */
export const mostPastedCharacters = 3_000

const isPasted = (word: string): boolean => anyPrefix.test(word)

/** How messages and records call what names a scenario: a file by its name, what was pasted in short. */
export const scenarioName = (word: string): string => (isPasted(word) ? 'pasted scenario' : word)

/** A scenario file as one word that a shell takes as it is: its text, compressed; undefined where it would be too long for a line. */
export function toPasted(text: string): string | undefined {
  const word = `${prefix}${deflateSync(text, { level: 9 }).toString('base64url')}`
  return word.length > mostPastedCharacters ? undefined : word
}

/** The scenario file's text in a word that toPasted made; undefined where the word is none. Throws a UsageError for one that is not whole. `mostBytes`: of the text. */
export function fromPasted(word: string, mostBytes: number): string | undefined {
  if (!isPasted(word)) return undefined
  if (!word.startsWith(prefix))
    refuse(`expected "${prefix}" at its beginning, found "${anyPrefix.exec(word)?.[0]}"`, otherPodnet)
  const stranger = /[^\w-]/.exec(word.slice(prefix.length))
  if (stranger !== null)
    refuse(
      `expected letters, digits, - and _ alone behind "${prefix}", found ${JSON.stringify(stranger[0])} at character ${prefix.length + stranger.index + 1}`,
    )
  return inflate(Buffer.from(word.slice(prefix.length), 'base64url'), word.length, mostBytes)
}

const copyAgain = 'copy it again, from the report and as one word'
const otherPodnet = 'replay it with the podnet that printed it'

function inflate(bytes: Buffer, characters: number, mostBytes: number): string {
  try {
    const { buffer, engine } = inflateSync(bytes, { maxOutputLength: mostBytes, info: true }) as unknown as Inflated
    if (engine.bytesWritten < bytes.length)
      refuse(`expected its end after ${engine.bytesWritten} bytes, found ${bytes.length - engine.bytesWritten} more`)
    return buffer.toString('utf8')
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'ERR_BUFFER_TOO_LARGE')
      refuse(`expected a scenario of at most ${mostBytes} bytes, found more`, otherPodnet)
    if (code === 'Z_BUF_ERROR') refuse(`expected more behind character ${characters}, found nothing: it was cut`)
    if (code?.startsWith('Z_')) refuse('expected each character as it was printed, found that one is another')
    throw error
  }
}

/** What Node's `info` option returns; its types do not say so. */
interface Inflated {
  buffer: Buffer
  engine: { bytesWritten: number }
}

function refuse(what: string, remedy = copyAgain): never {
  throw new UsageError(`pasted scenario: ${what}; ${remedy}`)
}
