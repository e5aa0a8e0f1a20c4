import { describe, expect, test } from 'vitest'
import { faults, type PlantedFault } from './planted-faults/faults.fixture.ts'
import {
  carryOut,
  check,
  counterexamplesOf,
  expectFound,
  mustPodnet,
  named,
  readPlaces,
} from './planted-faults/podnet.fixture.ts'

const inLab = faults.filter(({ onKindAlone }) => !onKindAlone)

/** Makes a cluster of 3 Nodes with 2 Pods each, plants the fault, checks the cluster and removes it. */
async function checkWith(cluster: string, commands: PlantedFault['commands']) {
  await mustPodnet('cluster', 'create', cluster, '--network', 'flannel-vxlan', '--nodes', '3', '--pods', '2')
  try {
    await carryOut(cluster, commands, commands.length === 0 ? {} : await readPlaces(cluster))
    return await check('--cluster', cluster)
  } finally {
    await mustPodnet('cluster', 'delete', cluster)
  }
}

// Most of the time goes into probes that wait for an answer that never comes: several clusters wait at once.
describe.concurrent('planted faults', { timeout: 180_000 }, () => {
  test('without a fault the cluster is green', async () => {
    const checked = await checkWith(named('no-fault'), [])
    expect(counterexamplesOf(checked)).toEqual([])
    expect(checked.record.exitCode).toBe(0)
  })

  test.each(inLab.map((fault, index) => [fault.name, named(`fault${index}`), fault] as const))(
    '%s is found, with the right pairs, and nothing else is blamed',
    async (_, cluster, { commands, refutes, holds }) => {
      const checked = await checkWith(cluster, commands)
      expect(checked.record.exitCode).toBe(1)
      expectFound(counterexamplesOf(checked), refutes, holds)
    },
  )
})
