/** A flow as `conntrack -L` prints it: what was sent first, and what an answer to it looks like. */
export interface Flow {
  protocol: string
  original: Tuple
  reply: Tuple
  line: string
}

interface Tuple {
  source: string
  destination: string
  sourcePort: number
  destinationPort: number
}

export function readConntrack(text: string): Flow[] {
  return text.split('\n').flatMap((line) => {
    const tuples = [...line.matchAll(/src=(\S+) dst=(\S+)(?: sport=(\d+) dport=(\d+))?/g)].map(
      ([, source = '', destination = '', sourcePort, destinationPort]) => ({
        source,
        destination,
        sourcePort: Number(sourcePort ?? 0),
        destinationPort: Number(destinationPort ?? 0),
      }),
    )
    const [original, reply] = tuples
    const protocol = line.trim().split(/\s+/)[0] ?? ''
    return original === undefined || reply === undefined ? [] : [{ protocol, original, reply, line: line.trim() }]
  })
}
