import { median } from 'simple-statistics'

/** `3 Nodes (max 5)`: the median over the cases and the largest. */
export function medianSize(numbers: readonly number[], noun: string): string {
  if (numbers.length === 0) return `no ${noun}`
  const middle = median([...numbers])
  const most = Math.max(...numbers)
  return middle === most ? `${most} ${noun}` : `${middle} ${noun} (max ${most})`
}
