import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faults } from './planted-faults/faults.fixture.ts'
import {
  carryOut,
  check,
  counterexamplesOf,
  expectFound,
  mustPodnet,
  readPlaces,
} from './planted-faults/podnet.fixture.ts'

const cluster = `planted-${process.pid}`
const shape = ['--provider', 'kind', '--nodes', '3', '--pods', '2']
/** What tells soonest whether a fault is gone. */
const quick = [
  'pods-reach-pods-without-nat',
  'routes-are-what-the-network-promises',
  'tunnel-state-is-what-the-network-promises',
  'one-veth-pair-per-pod',
  'cni-configuration-is-in-place',
  'subnet-leases-agree-everywhere',
].join(',')

describe('planted faults in one kind cluster', () => {
  let places: Record<string, string> = {}

  beforeAll(async () => {
    await mustPodnet('cluster', 'create', cluster, '--network', 'flannel-vxlan', ...shape)
    places = await readPlaces(cluster)
  })
  afterAll(async () => {
    await mustPodnet('cluster', 'delete', cluster)
  })

  async function expectGreen(...options: string[]): Promise<void> {
    const checked = await check('--cluster', cluster, ...options)
    expect(counterexamplesOf(checked)).toEqual([])
    expect(checked.record.exitCode).toBe(0)
  }

  test.each(faults.flatMap(({ heal, ...fault }) => (heal === undefined ? [] : [{ ...fault, heal }])))(
    '$name is found, with the right pairs, nothing else is blamed, and it heals',
    async ({ commands, heal, refutes, refutesOnKind, holds }) => {
      await carryOut(cluster, commands, places)
      try {
        const checked = await check('--cluster', cluster)
        expect(checked.record.exitCode).toBe(1)
        expectFound(counterexamplesOf(checked), { ...refutes, ...refutesOnKind }, holds)
      } finally {
        await carryOut(cluster, heal, places)
      }
      await expectGreen('--only', quick)
    },
  )

  test('healed of all of them the cluster is green', () => expectGreen())
})
