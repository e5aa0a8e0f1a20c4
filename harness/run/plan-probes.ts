import type { Seen } from '../../properties/model/observation.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Property } from '../../properties/property.ts'

/** The probes of all properties as one batch, and the way back to each property's share. */
export interface ProbePlan {
  probes: readonly Probe[]
  /** For each probe the property that asks for it. */
  owners: readonly Property[]
  /** The share of the property in this position, each probe with what was seen of it. */
  slice<T extends Seen>(position: number, seen: readonly T[]): (readonly [Probe, T])[]
}

export function planProbes(properties: readonly Property[], probesOf: (property: Property) => Probe[]): ProbePlan {
  const starts: number[] = []
  const probes: Probe[] = []
  const owners: Property[] = []
  for (const property of properties) {
    starts.push(probes.length)
    for (const probe of probesOf(property)) {
      probes.push(probe)
      owners.push(property)
    }
  }
  return {
    probes,
    owners,
    slice(position, seen) {
      const from = starts[position] ?? 0
      const to = starts[position + 1] ?? probes.length
      return pairUp(probes.slice(from, to), seen.slice(from, to))
    },
  }
}

export function pairUp<T extends Seen>(probes: readonly Probe[], seen: readonly T[]): (readonly [Probe, T])[] {
  return probes.map((probe, index) => {
    const found = seen[index]
    if (found === undefined) throw new Error(`no observation for probe ${index} of ${probes.length}`)
    return [probe, found] as const
  })
}
