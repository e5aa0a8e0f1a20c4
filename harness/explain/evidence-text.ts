import type { Output, PathEvidence } from '../../properties/explain/evidence.ts'
import { withoutSecrets } from '../run/without-secrets.ts'

/**
 * Most bytes of one case's evidence. Three Nodes with ten Services take a tenth of it; what attaches to an issue or lies in
 * a CI server's artefacts has room for one of every profile, since a refuted case ends its profile.
 */
export const maxEvidenceBytes = 8_000_000

/**
 * Evidence as it is saved: without secrets, and of at most `mostBytes` bytes; what was cut for that stands in it. What
 * Nodes off the way know of tunnels goes first, then what commands printed, the longest first. Throws Error where what is left is still too much.
 */
export function evidenceText(evidence: PathEvidence, mostBytes = maxEvidenceBytes): string {
  const whole = written(evidence)
  const excess = bytesOf(whole) - mostBytes
  if (excess <= 0) return whole
  const text = written(cutBy(evidence, excess))
  if (bytesOf(text) > mostBytes)
    throw new Error(`its evidence takes ${bytesOf(text)} bytes without what commands printed, more than ${mostBytes}`)
  return text
}

function cutBy(evidence: PathEvidence, excessBytes: number): PathEvidence {
  const onTheWay = new Set<string>(evidence.outputs.map(({ place }) => place))
  const off = Object.keys(evidence.structure).filter((place) => !onTheWay.has(place))
  const structure = Object.fromEntries(Object.entries(evidence.structure).filter(([place]) => onTheWay.has(place)))
  const cut = off.length === 0 ? [] : [`what ${off.length} Nodes off the way know of tunnels`]
  // What says that it was cut takes room, too.
  let left = excessBytes + noteBytes - (bytesOf(written(evidence.structure)) - bytesOf(written(structure)))
  const outputs = [...evidence.outputs]
  const longestFirst = outputs.map((_, index) => index).toSorted((a, b) => lengthAt(outputs, b) - lengthAt(outputs, a))
  for (const index of longestFirst) {
    if (left <= 0) break
    const { text, cutBytes = 0, ...output } = outputs[index] as Output
    const bytes = bytesOf(written(text))
    cut.push(`${output.command} in ${output.place}, ${output.when} the probes: ${bytes} bytes`)
    left += noteBytes - bytes
    outputs[index] = { ...output, text: '', cutBytes: text.length + cutBytes }
  }
  return { ...evidence, structure, outputs, cut }
}

/** More than a sentence about a cut takes. */
const noteBytes = 200

const lengthAt = (outputs: readonly Output[], index: number): number => outputs[index]?.text.length ?? 0
const written = (value: unknown): string => `${JSON.stringify(value, withoutSecrets)}\n`
const bytesOf = (text: string): number => Buffer.byteLength(text)
