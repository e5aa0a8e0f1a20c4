import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { mustPodnet, named } from './planted-faults/podnet.fixture.ts'
import {
  checkWithFault,
  expectHealed,
  expectServiceFault,
  makeServiceCluster,
} from './planted-faults/service-cluster.fixture.ts'
import { type Mode, serviceFaults } from './planted-faults/service-faults.fixture.ts'

const modes: Mode[] = ['iptables', 'nftables']
const inTurn = { concurrent: false }

// One cluster for each mode: a fault is planted, found and healed before the next one.
describe.concurrent.each(modes)('planted faults of Services, %s', { timeout: 180_000 }, (mode) => {
  const rulesFolder = mkdtempSync(join(tmpdir(), 'podnet-rules-'))
  // Of this run alone: another one's cluster must not be met, and least of all deleted.
  const name = named(`service-faults-${mode}`)
  const cluster = { name, mode, options: [], rulesFolder, forget: 'conntrack -F' }
  let places: Record<string, string> = {}

  beforeAll(async () => {
    places = await makeServiceCluster(cluster)
  }, 180_000)
  afterAll(async () => {
    rmSync(rulesFolder, { recursive: true })
    await mustPodnet('cluster', 'delete', name)
  }, 60_000)

  test.each(
    serviceFaults.filter(({ plant }) => plant[mode] !== undefined).map((fault) => [fault.name, fault] as const),
  )('%s is found: the Service, who calls and the rule', inTurn, async (_, fault) => {
    expectServiceFault(await checkWithFault(cluster, fault, places), fault)
  })

  test('once all are healed the cluster is green', inTurn, () => expectHealed(name))
})
