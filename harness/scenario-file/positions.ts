import { type Document, isMap, isNode, isScalar, isSeq, type LineCounter, type Node } from 'yaml'
import type { Problem } from './problem.ts'

/** Where a problem stands in the text; for what is missing, where it should have stood. Counted from 1. */
export function positionOf(
  { path, atKey }: Problem,
  document: Document,
  lines: LineCounter,
): { line: number; col: number } {
  let node: unknown = document.contents
  let offset = offsetOf(node)
  for (const [depth, step] of path.entries()) {
    const last = depth === path.length - 1
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => (isScalar(key) ? String(key.value) : undefined) === String(step))
      if (pair === undefined) break
      offset = offsetOf(pair.key) ?? offset
      node = pair.value
      if (last && atKey === true) break
    } else if (isSeq(node)) {
      node = node.items[Number(step)]
    }
    if (offsetOf(node) === undefined) break
    offset = offsetOf(node)
  }
  return lines.linePos(offset ?? 0)
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined
}
