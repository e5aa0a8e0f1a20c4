/**
 * The word that was probably meant: one that begins with what was typed, else the one that differs least, in at most
 * a third of its letters. Undefined when none is near.
 */
export function closest(word: string, words: readonly string[]): string | undefined {
  const longer = word.length < 3 ? undefined : words.find((candidate) => candidate.startsWith(word))
  if (longer !== undefined) return longer
  const ranked = words
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.ceil(candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance)
  return ranked[0]?.candidate
}

/** ` (did you mean "x"?)`, or nothing. */
export function didYouMean(word: string, words: readonly string[]): string {
  const found = closest(word, words)
  return found === undefined ? '' : ` (did you mean "${found}"?)`
}

/** Levenshtein's distance: the fewest letters inserted, removed or replaced. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
