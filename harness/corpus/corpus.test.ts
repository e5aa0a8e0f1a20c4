import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makeProviders } from '../../clusters/providers.ts'
import { topologyOf } from '../../properties/model/default-topology.ts'
import { findNetwork } from '../../properties/model/networks/index.ts'
import { type CheckTexts, readCheckOptions } from '../options/check.ts'
import { corpusClusters, plannedCluster } from '../run/plan-cases.ts'
import { fittingEntries, leftOutEntries } from './fitting.ts'
import { corpusFolder, readCorpora, readCorpus } from './read-corpus.ts'

const { lab } = makeProviders()
const flannelVxlan = findNetwork('flannel-vxlan')
if (flannelVxlan === undefined) throw new Error('no network')
const subject = { network: flannelVxlan, proxy: 'iptables' } as const
const own = readCorpus(corpusFolder)
const properties = own.entries.map(({ failure }) => ({ id: failure.property }))

function optionsWith(texts: Partial<CheckTexts> = {}) {
  const read = readCheckOptions({ seed: '1', runs: '2', ...texts }, lab, properties, undefined, [])
  return { ...read, outFolder: '', command: [], corpus: own }
}

test('no file of the corpus is stale, and each says why it is kept', () => {
  expect(own.stale).toEqual([])
  expect(own.entries.length).toBeGreaterThan(0)
})

test('what is no valid scenario, or names what is gone, is stale', () => {
  const folder = mkdtempSync(join(tmpdir(), 'podnet-corpus-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const write = (name: string, text: string) =>
    writeFileSync(
      join(folder, name),
      `apiVersion: podnet/v1\nkind: Scenario\nspec: {network: flannel-vxlan, pods: []}\n${text}`,
    )
  const failure = (rule: string, property: string) =>
    `status: {failure: {rule: ${rule}, property: ${property}, subject: a, expected: b, observed: c}}`
  write('a.yaml', failure('self-view', 'a-pod-sees-itself-as-others-see-it'))
  write('b.yaml', failure('gone', 'a-pod-sees-itself-as-others-see-it'))
  write('c.yaml', failure('self-view', 'gone'))
  write('d.yaml', '')
  write('e.yaml', 'more: true')
  const { entries, stale } = readCorpus(folder)
  expect(entries.map(({ name }) => name)).toEqual(['a'])
  expect(stale).toMatchObject([
    'b.yaml: there is no rule gone any more',
    'c.yaml: there is no property gone any more',
    'd.yaml: it has no status.failure: what it is kept for',
    expect.stringMatching(/^e\.yaml: .*unknown key/),
  ])
  const problems: string[] = []
  expect(readCorpora(folder, 'lab', problems)?.entries.length).toBe(own.entries.length + 1)
  expect(readCorpora(false, 'lab', problems)).toBeUndefined()
  expect(problems).toEqual([])
  readCorpora(join(folder, 'none'), 'lab', problems)
  expect(problems).toHaveLength(1)
})

test('where podnet has no host outside, scenarios are drawn for a cluster without', () => {
  const planned = plannedCluster(optionsWith(), subject, 0, { ...lab, hasRouter: false, hasHostOutside: false })
  expect(planned.cases.map(({ topology }) => topology.externalAddress)).toEqual(planned.cases.map(() => ''))
  expect(plannedCluster(optionsWith(), subject, 0, lab).topology.externalAddress).not.toBe('')
})

test('entries of the network and the proxy run first, in a cluster that has room for them', () => {
  const entries = fittingEntries(optionsWith(), subject, lab)
  const names = entries.map(({ name }) => name)
  expect(names).toContain('distant-pod-at-a-local-node-port')
  expect(names).not.toContain('half-seen-detour')
  const { topology, cases } = plannedCluster(optionsWith(), subject, 0, lab)
  expect(topology.nodes.length).toBeGreaterThanOrEqual(3)
  expect(cases.map(({ corpus }) => corpus)).toEqual([...names, undefined, undefined])
  expect(cases.map(({ index }) => index)).toEqual([...names.map((_, position) => 2 + position), 0, 1])
})

test('what needs another proxy, more Nodes or other Pods than asked for stays away', () => {
  const names = (texts: Partial<CheckTexts>, proxy: 'nftables' | 'iptables' | 'none' = 'iptables') =>
    fittingEntries(optionsWith(texts), { ...subject, proxy }, lab).map(({ name }) => name)
  expect(names({}, 'none')).toEqual(['nobody-behind-a-bridge'])
  expect(names({ nodes: '2' })).not.toContain('distant-pod-at-a-local-node-port')
  expect(names({ nodes: '3' })).toContain('distant-pod-at-a-local-node-port')
  expect(names({ pods: '3' })).toEqual([])
  expect(names({ only: 'host-ports-reach-their-pod' })).toEqual(['host-port-for-bound-sockets'])
})

describe('an entry that failed in a topology of its own', () => {
  const [first] = own.entries.filter(({ network, proxy }) => network === subject.network.name && proxy === 'iptables')
  if (first === undefined) throw new Error('no entry')
  const apart = topologyOf([0, 1, 0])
  const entry = { ...first, name: 'apart', nodes: 3, topology: apart }
  const options = { ...optionsWith({ nodes: '3' }), corpus: { entries: [entry], stale: [] } }

  test('has a cluster of that topology, before the others', () => {
    const [cluster, ...more] = corpusClusters(options, subject, lab)
    expect(more).toEqual([])
    expect(cluster?.topology.nodes.map(({ segment }) => segment)).toEqual([0, 1, 0])
    expect(cluster?.cases).toMatchObject([{ corpus: 'apart', index: 2, topology: apart }])
    expect(plannedCluster(options, subject, 0, lab).cases.map(({ corpus }) => corpus)).toEqual([undefined, undefined])
  })

  test('shares the cluster of the generated cases where that has it', () => {
    const { topology } = plannedCluster(options, subject, 0, lab)
    const same = { ...options, corpus: { entries: [{ ...entry, topology }], stale: [] } }
    expect(corpusClusters(same, subject, lab)).toEqual([])
    expect(plannedCluster(same, subject, 0, lab).cases.map(({ corpus }) => corpus)).toEqual([
      'apart',
      undefined,
      undefined,
    ])
  })

  test('is left out, and told, where Nodes cannot lie so, or Pods are asked for otherwise', () => {
    const kind = { ...lab, name: 'kind', hasRouter: false } as const
    expect(fittingEntries(options, subject, kind)).toEqual([])
    expect(leftOutEntries(options, subject, kind)).toEqual(['apart: Nodes of the provider kind all lie in one segment'])
    expect(leftOutEntries({ ...options, podsPerNode: 3 }, subject, lab)).toEqual([
      'apart: --pods says how many Pods there are',
    ])
    expect(leftOutEntries(options, subject, lab)).toEqual([])
  })
})
