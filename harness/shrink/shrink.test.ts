import { describe, expect, test } from 'vitest'
import { plantedCases } from '../bench/shrink/planted-cases.ts'
import { shrinkOnModel } from '../bench/shrink/shrink-case.ts'

const cases = plantedCases(22, 1)

describe('planted faults, on a simulated cluster', () => {
  test.each(cases.map((one) => [one.kind.name, one] as const))('%s', async (_, planted) => {
    const { shrunk } = await shrinkOnModel(planted)
    const { pods, services = [] } = shrunk.scenario
    expect(shrunk.minimal).toBe(true)
    expect(pods.length + services.length).toBeLessThanOrEqual(planted.kind.mostLeft)
    expect(shrunk.applications).toBeLessThanOrEqual(25)
    expect(shrunk.confirmed.failed).toBe(shrunk.confirmed.made)
  })
})
