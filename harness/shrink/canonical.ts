import type { Scenario } from '../../properties/model/scenario.ts'

/** What a scenario means when it says nothing: a field with this value may as well be left out. */
const plainValues: Record<string, unknown> = {
  type: 'ClusterIP',
  hostNetwork: false,
  ready: true,
  serving: true,
  terminating: false,
  dnsPolicy: 'ClusterFirst',
  sessionAffinity: 'None',
  externalTrafficPolicy: 'Cluster',
  internalTrafficPolicy: 'Cluster',
  publishNotReadyAddresses: false,
}

/** Two scenarios that ask for the same have the same form: keys in order, nothing that goes without saying. */
export function canonicalForm(scenario: Scenario): string {
  return JSON.stringify(scenario, (key, value: unknown) => {
    if (value === plainValues[key]) return undefined
    if (Array.isArray(value)) return value.length === 0 ? undefined : value
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value)
    if (entries.length === 0) return undefined
    return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
  })
}

/** Steps, then objects, then what is said of them: what a smaller counterexample has less of, the first difference counts. */
function costOf(scenario: Scenario): [steps: number, objects: number, details: number] {
  const { pods, services = [] } = scenario
  return [scenario.steps?.length ?? 0, pods.length + services.length, canonicalForm(scenario).length]
}

export function isCheaper(one: Scenario, other: Scenario): boolean {
  const [a, b] = [costOf(one), costOf(other)]
  const at = a.findIndex((value, index) => value !== b[index])
  return at !== -1 && (a[at] ?? 0) < (b[at] ?? 0)
}
