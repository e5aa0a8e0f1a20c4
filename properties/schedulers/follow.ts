import type { Problem } from '../checks.ts'

/**
 * Whether each connection in turn went to an endpoint with the fewest so far; undefined where all did, otherwise the
 * first that did not. `loads`: connections by endpoint, to which each is added where `stay` is true.
 */
export function follow(
  order: readonly string[],
  loads: Map<string, number>,
  { what, stay }: { what: string; stay: boolean },
): Problem | undefined {
  for (const [index, endpoint] of order.entries()) {
    const fewest = Math.min(...loads.values())
    const load = loads.get(endpoint) ?? Number.POSITIVE_INFINITY
    if (load > fewest) {
      const least = [...loads].filter(([, count]) => count === fewest).map(([name]) => name)
      return {
        expected: `${what} ${index + 1} of ${order.length} to ${least.join(' or ')}, with ${fewest}`,
        observed: `${endpoint}, with ${load}`,
      }
    }
    if (stay) loads.set(endpoint, load + 1)
  }
  return undefined
}
