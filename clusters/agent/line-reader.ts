/**
 * Longest line of the protocol, far above what the largest matrix needs. Bounds the memory that a broken peer can
 * take, below the longest string the engine holds.
 */
export const maximumLineBytes = 256 * 1024 * 1024

const newline = 0x0a

/** Cuts a stream of bytes into lines. */
export class LineReader {
  #parts: Buffer[] = []
  #bytes = 0

  /** The lines that `chunk` completes. The chunk's memory may be reused afterwards. Throws RangeError on a line too long. */
  read(chunk: Buffer): string[] {
    const lines: string[] = []
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const last = chunk.subarray(start, end)
      lines.push(Buffer.concat([...this.#parts, last]).toString('utf8'))
      this.#parts = []
      this.#bytes = 0
      start = end + 1
    }
    if (start < chunk.length) {
      this.#bytes += chunk.length - start
      if (this.#bytes > maximumLineBytes) throw new RangeError(`a line of more than ${maximumLineBytes} bytes`)
      this.#parts.push(Buffer.from(chunk.subarray(start)))
    }
    return lines
  }
}
