import picocolors from 'picocolors'
import type { Colours } from '../reports/colours.ts'

/** Where text goes. Data is what a script reads; talk is what a person reads while it happens. */
export interface Printer {
  /** One text on stdout, ended by a newline. */
  data(text: string): void
  /** One text on stderr; nothing with `--quiet`. */
  talk(text: string): void
  /** What went wrong, on stderr, always. */
  complain(text: string): void
  /** Replaces the live last line of a terminal; an empty text takes it away. Nothing on other outputs. */
  live(line: string): void
  /** true when `live` shows something: stderr is a terminal and `--quiet` is not set. */
  readonly isLive: boolean
  readonly dataColours: Colours
  readonly talkColours: Colours
}

type Output = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>

export interface PrinterOptions {
  /** No talk and no live line; false by default. */
  quiet?: boolean
  stdout?: Output
  stderr?: Output
  /** NO_COLOR switches colours off, CI and TERM=dumb the live line. */
  environment?: Readonly<Record<string, string | undefined>>
}

const clearLine = '\r\u001B[2K'

/** The one place that prints. */
export function createPrinter(options: PrinterOptions = {}): Printer {
  const { quiet = false, stdout = process.stdout, stderr = process.stderr, environment = process.env } = options
  const isLive = !quiet && stderr.isTTY === true && !environment.CI && environment.TERM !== 'dumb'
  let liveLine = ''

  function aboveLiveLine(output: Output, text: string): void {
    if (liveLine !== '') stderr.write(clearLine)
    output.write(`${text}\n`)
    if (liveLine !== '') stderr.write(liveLine)
  }

  return {
    isLive,
    dataColours: picocolors.createColors(stdout.isTTY === true && !environment.NO_COLOR),
    talkColours: picocolors.createColors(stderr.isTTY === true && !environment.NO_COLOR),
    data: (text) => aboveLiveLine(stdout, text),
    talk: (text) => {
      if (!quiet) aboveLiveLine(stderr, text)
    },
    complain: (text) => aboveLiveLine(stderr, text),
    live: (line) => {
      if (!isLive) return
      liveLine = line.slice(0, Math.max(20, (stderr.columns ?? 80) - 1))
      stderr.write(clearLine + liveLine)
    },
  }
}

/** A reader that goes away early (`podnet list networks | head -1`) is no failure of podnet. */
export function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}
