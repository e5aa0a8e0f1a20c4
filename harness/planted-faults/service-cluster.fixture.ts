import { join } from 'node:path'
import { expect } from 'vitest'
import { type Checked, check, counterexamplesOf, mustPodnet } from './podnet.fixture.ts'
import type { Mode, Script, ServiceFault } from './service-faults.fixture.ts'
import { servicePlacesOf } from './service-places.fixture.ts'

const staged = ['session-affinity-sticks', 'udp-flows-follow-the-endpoints']
const nodes = ['node1', 'node2', 'node3']

/** Saves a Node's rules in a file and puts them back, by the proxy's mode. */
const savers: Record<Mode, { save: (file: string) => string; load: (file: string) => string }> = {
  iptables: {
    save: (file) => `iptables-save >${file}`,
    load: (file) => `iptables-restore <${file}`,
  },
  nftables: {
    save: (file) => `{ echo 'delete table ip kube-proxy'; nft list table ip kube-proxy; } >${file}`,
    load: (file) => `nft -f ${file}`,
  },
}

/**
 * For tests: a cluster that holds `services.yaml`, in which faults are planted one after the other. `rulesFolder`: where
 * Nodes keep their old rules meanwhile. `pause` and `resume` are carried out on every Node before and after a fault;
 * `forget` is, where flows that it led astray are to be forgotten.
 */
export interface ServiceCluster {
  name: string
  mode: Mode
  options: string[]
  rulesFolder: string
  pause?: string
  resume?: string
  forget: string
}

export async function makeServiceCluster({ name, mode, options }: ServiceCluster): Promise<Record<string, string>> {
  await mustPodnet('cluster', 'create', name, '--network', 'flannel-vxlan', '--proxy', mode, '--pods', '0', ...options)
  await mustPodnet('apply', join(import.meta.dirname, 'services.yaml'), '--cluster', name)
  return servicePlacesOf(await checkStages(name))
}

/** Checks all, of the properties that take stages the one alone: they take seconds. */
function checkStages(cluster: string, stages?: string): Promise<Checked> {
  return check('--cluster', cluster, '--skip', staged.filter((property) => property !== stages).join(','))
}

/** One command for each Node and Pod, in their order. */
async function carryOut(cluster: string, scripts: readonly Script[], places: Readonly<Record<string, string>>) {
  for (const [place, own] of Map.groupBy(scripts, ([place]) => place)) {
    const script = own.map(([, text]) => text).join('\n')
    const filled = script.replace(/{([\w-]+)}/g, (whole, name: string) => places[name] ?? whole)
    await mustPodnet('cluster', 'exec', cluster, place, '--', 'sh', '-ec', filled)
  }
}

const onAll = (script: string | undefined): Script[] =>
  script === undefined ? [] : nodes.map((node): Script => [node, script])

/** Plants a fault, checks, and puts the old rules back. */
export async function checkWithFault(
  { name, mode, rulesFolder, pause, resume, forget }: ServiceCluster,
  { plant, heal = [], stages }: ServiceFault,
  places: Readonly<Record<string, string>>,
): Promise<Checked> {
  const planted = plant[mode] ?? []
  const changed = [...new Set(planted.map(([place]) => place).filter((place) => place.startsWith('node')))]
  const { save, load } = savers[mode]
  const rules = (script: (file: string) => string) =>
    changed.map((node): Script => [node, script(join(rulesFolder, node))])
  await carryOut(name, [...onAll(pause), ...rules(save)], places)
  try {
    await carryOut(name, planted, places)
    return await checkStages(name, stages)
  } finally {
    await carryOut(name, [...rules(load), ...heal], places)
    // Calls that a fault sent astray are remembered for minutes: a later one with the same ports would follow them.
    await carryOut(name, [...onAll(forget), ...onAll(resume)], places)
  }
}

/** The fault is found: the Service, who calls and the rule; and no probe is blamed that it does not touch. */
export function expectServiceFault(checked: Checked, { refutes, blames }: ServiceFault): void {
  expect(checked.record.exitCode).toBe(1)
  const told = Map.groupBy(counterexamplesOf(checked), ({ rule }) => rule)
  for (const [rule, pattern] of Object.entries(refutes)) {
    const texts = told.get(rule)?.map(({ pattern, subject, observed }) => `${pattern}: ${subject}: ${observed}`)
    expect(texts, rule).toContainEqual(expect.stringMatching(pattern))
  }
  // Of probes alone: CLIENT -> TARGET, or CLIENT at service NAME.
  const blamed = checked.checks.filter(
    ({ verdict, subject, defect }) =>
      verdict === 'refuted' && defect === undefined && / -> | at service /.test(String(subject)),
  )
  const others = blamed.filter(({ subject }) => !blames.test(String(subject)))
  expect(others.map(({ subject, observed, persistence }) => `${subject}: ${observed}, ${persistence}`)).toEqual([])
}

export async function expectHealed(cluster: string, ...options: string[]): Promise<void> {
  const checked = await check('--cluster', cluster, ...options)
  expect(counterexamplesOf(checked).filter(({ defect }) => defect === undefined)).toEqual([])
  expect(checked.record.exitCode).toBe(0)
}
