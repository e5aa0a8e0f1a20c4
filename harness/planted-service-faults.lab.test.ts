import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Checked, check, counterexamplesOf, mustPodnet } from './planted-faults/podnet.fixture.ts'
import { type Mode, type Script, type ServiceFault, serviceFaults } from './planted-faults/service-faults.fixture.ts'
import { servicePlacesOf } from './planted-faults/service-places.fixture.ts'

const staged = ['session-affinity-sticks', 'udp-flows-follow-the-endpoints']
const modes: Mode[] = ['iptables', 'nftables']
const inTurn = { concurrent: false }

// One cluster for each mode: a fault is planted, found and healed before the next one.
describe.concurrent.each(modes)('planted faults of Services, %s', { timeout: 180_000 }, (mode) => {
  // Of this run alone: another one's cluster must not be met, and least of all deleted.
  const cluster = `service-faults-${mode}-${process.pid}`
  const folder = mkdtempSync(join(tmpdir(), 'podnet-rules-'))
  let places: Readonly<Record<string, string>> = {}

  beforeAll(async () => {
    const file = join(import.meta.dirname, 'planted-faults', 'services.yaml')
    await mustPodnet('cluster', 'create', cluster, '--network', 'flannel-vxlan', '--proxy', mode, '--pods', '0')
    await mustPodnet('apply', file, '--cluster', cluster)
    places = servicePlacesOf(await checkBut(...staged))
  }, 180_000)
  afterAll(async () => {
    rmSync(folder, { recursive: true })
    await mustPodnet('cluster', 'delete', cluster)
  }, 60_000)

  const checkBut = (...properties: string[]) =>
    check('--cluster', cluster, ...(properties.length > 0 ? ['--skip', properties.join(',')] : []))

  /** One command for each Node and Pod, in their order. */
  async function carryOut(scripts: readonly Script[]): Promise<void> {
    for (const [place, own] of Map.groupBy(scripts, ([place]) => place)) {
      const script = own.map(([, text]) => text).join('\n')
      const filled = script.replace(/{([\w-]+)}/g, (whole, name: string) => places[name] ?? whole)
      await mustPodnet('cluster', 'exec', cluster, place, '--', 'sh', '-ec', filled)
    }
  }

  /** Plants a fault, checks, and puts the old rules back. */
  async function checkWith({ plant, heal = [], stages }: ServiceFault): Promise<Checked> {
    const planted = plant[mode] ?? []
    const nodes = [...new Set(planted.map(([place]) => place).filter((place) => place.startsWith('node')))]
    const rulesOf = (node: string) => join(folder, node)
    const [save, load] = {
      iptables: [(file: string) => `iptables-save >${file}`, (file: string) => `iptables-restore <${file}`],
      nftables: [
        (file: string) => `{ echo 'delete table ip kube-proxy'; nft list table ip kube-proxy; } >${file}`,
        (file: string) => `nft -f ${file}`,
      ],
    }[mode] as [(file: string) => string, (file: string) => string]
    await carryOut([...nodes.map((node): Script => [node, save(rulesOf(node))]), ...planted])
    try {
      return await checkBut(...staged.filter((property) => property !== stages))
    } finally {
      await carryOut([...nodes.map((node): Script => [node, load(rulesOf(node))]), ...heal])
      // Calls that a fault sent astray are remembered for minutes: a later one with the same ports would follow them.
      await carryOut(['node1', 'node2', 'node3'].map((node): Script => [node, 'conntrack -F']))
    }
  }

  test.each(
    serviceFaults.filter(({ plant }) => plant[mode] !== undefined).map((fault) => [fault.name, fault] as const),
  )('%s is found: the Service, who calls and the rule', inTurn, async (_, fault) => {
    const checked = await checkWith(fault)
    expect(checked.record.exitCode).toBe(1)
    const told = Map.groupBy(counterexamplesOf(checked), ({ rule }) => rule)
    for (const [rule, pattern] of Object.entries(fault.refutes)) {
      const texts = told.get(rule)?.map(({ pattern, subject, observed }) => `${pattern}: ${subject}: ${observed}`)
      expect(texts, rule).toContainEqual(expect.stringMatching(pattern))
    }
    // Of probes alone: CLIENT -> TARGET, or CLIENT at service NAME.
    const blamed = checked.checks.filter(
      ({ verdict, subject, defect }) =>
        verdict === 'refuted' && defect === undefined && / -> | at service /.test(String(subject)),
    )
    const others = blamed.filter(({ subject }) => !fault.blames.test(String(subject)))
    expect(others.map(({ subject, observed, persistence }) => `${subject}: ${observed}, ${persistence}`)).toEqual([])
  })

  test('once all are healed the cluster is green', inTurn, async () => {
    const checked = await checkBut()
    expect(counterexamplesOf(checked).filter(({ defect }) => defect === undefined)).toEqual([])
    expect(checked.record.exitCode).toBe(0)
  })
})
