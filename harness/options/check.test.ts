import { expect, test } from 'vitest'
import type { ClusterSummary } from '../../clusters/cluster.ts'
import { makeProviders } from '../../clusters/providers.ts'
import { type CheckTexts, readCheckOptions } from './check.ts'
import { readProvider } from './provider-name.ts'

const { lab } = makeProviders()
const converges = 'clusters-converge-after-a-history'
const properties = [{ id: 'one-ip' }, { id: 'no-nat', probes: () => [] }, { id: 'loopback' }, { id: converges }]
const demo: ClusterSummary = {
  name: 'demo',
  provider: 'lab',
  network: 'calico-bgp',
  nodes: 3,
  createdAt: '2026-01-02T03:04:05.000Z',
  state: 'running',
  kept: true,
}

function read(texts: Partial<CheckTexts>, cluster?: ClusterSummary) {
  const problems: string[] = []
  const options = readCheckOptions(texts, lab, properties, cluster, problems)
  return { problems, options, networks: options.networks.map(({ name }) => name) }
}

test('without options: all networks, 20 cases, every property, a seed of its own', () => {
  const { problems, options, networks } = read({})
  expect(problems).toEqual([])
  expect(networks).toHaveLength(8)
  expect(networks).not.toContain('flannel-vxlan-nft')
  expect(options).toMatchObject({
    provider: lab,
    networksNamed: false,
    proxies: ['iptables'],
    steps: 0,
    runs: 20,
    properties: properties.map(({ id }) => id),
    keep: false,
    shrink: true,
  })
  expect(options.seed).toBeGreaterThanOrEqual(0)
  expect(Object.keys(options)).not.toContain('nodes')
})

test('with every option', () => {
  const texts = {
    network: 'calico-bgp,flannel-vxlan-nft',
    proxy: 'nftables,ipvs,none',
    ipvsScheduler: 'sh',
    services: '3',
    steps: '6',
    runs: '3',
    seed: '0',
    timeLimit: '10m',
    nodes: '16',
    pods: '25',
    pairs: '300',
  }
  const { problems, options, networks } = read({ ...texts, only: 'loopback,one-ip', keep: true, shrink: false })
  expect(problems).toEqual([])
  expect(networks).toEqual(['calico-bgp', 'flannel-vxlan-nft'])
  expect(options).toMatchObject({
    networksNamed: true,
    proxies: ['nftables', 'ipvs', 'none'],
    shrink: false,
    ipvsScheduler: 'sh',
    services: 3,
    steps: 6,
    runs: 3,
    seed: 0,
    timeLimitMs: 600_000,
    nodes: 16,
    podsPerNode: 25,
    pairs: 300,
    properties: ['one-ip', 'loopback'],
    keep: true,
  })
})

test('on a cluster: its network, and what runs there', () => {
  const { problems, options, networks } = read({ cluster: 'demo' }, demo)
  expect(problems).toEqual([])
  expect(networks).toEqual(['calico-bgp'])
  expect(options).toMatchObject({ networksNamed: true, proxies: [undefined], runs: 1, cluster: 'demo' })
})

test('on a cluster the first case has no steps', () => {
  expect(read({ cluster: 'demo', steps: '4' }, demo).problems).toEqual([
    '--steps 4: the first case of --cluster is what runs there, without steps; add --runs 2 or more',
  ])
  expect(read({ cluster: 'demo', steps: '4', runs: '2' }, demo).problems).toEqual([])
})

test('on a cluster the first case has the Pods and Services that run there', () => {
  const sizes = { cluster: 'demo', pods: '4', services: '0' }
  expect(read({ ...sizes, runs: '1' }, demo).problems).toEqual([
    '--pods 4: the first case of --cluster is what runs there, with its own Pods; add --runs 2 or more',
    '--services 0: the first case of --cluster is what runs there, with its own Services; add --runs 2 or more',
  ])
  expect(read({ ...sizes, runs: '2' }, demo).options).toMatchObject({ podsPerNode: 4, services: 0 })
})

test('on a cluster no scenario of a corpus runs', () => {
  expect(read({ cluster: 'demo', corpus: 'mine' }, demo).problems).toEqual([
    expect.stringContaining('--corpus mine: cluster demo has its own Nodes and ranges'),
  ])
  for (const corpus of [true, false]) expect(read({ cluster: 'demo', corpus }, demo).problems).toEqual([])
})

test('on a cluster, options that contradict it', () => {
  expect(
    read({ cluster: 'demo', network: 'flannel-vxlan', nodes: '3', proxy: 'ipvs', ipvsScheduler: 'sh' }, demo).problems,
  ).toEqual([
    '--nodes: --cluster names a cluster, which has its Nodes; leave one of the two out',
    '--network flannel-vxlan: cluster demo runs calico-bgp; leave --network out',
    '--proxy ipvs: cluster demo has its proxy; leave --proxy out',
    '--ipvs-scheduler sh: cluster demo has its proxy; leave --ipvs-scheduler out',
  ])
})

test.each<[Partial<CheckTexts>, string]>([
  [
    { network: 'flannel-vxlam' },
    '--network: there is no network "flannel-vxlam" (did you mean "flannel-vxlan"?); `podnet list networks` shows them',
  ],
  [{ network: 'all,calico-bgp' }, '--network: "all" stands alone, found "all,calico-bgp"'],
  [{ network: 'calico-bgp,' }, '--network: expected names separated by commas, found "calico-bgp,"'],
  [
    { proxy: 'iptabels,none' },
    '--proxy: expected iptables, nftables, ipvs or none, found "iptabels" (did you mean "iptables"?)',
  ],
  [{ ipvsScheduler: 'sh' }, '--ipvs-scheduler sh: only IPVS has schedulers; add --proxy ipvs'],
  [{ proxy: 'ipvs', ipvsScheduler: 'mh' }, '--ipvs-scheduler: expected rr, lc, dh, sh, sed or nq, found "mh"'],
  [{ proxy: 'none', services: '3' }, '--services 3: with --proxy none there are no Services; leave one of the two out'],
  [
    { nodes: '1' },
    '--nodes: expected the Nodes of every cluster, a whole number from 2 to 16, found "1"; for example --nodes 3',
  ],
  [
    { pods: '254' },
    '--pods: expected the Pods on every Node, a whole number from 1 to 253, found "254"; for example --pods 10',
  ],
  [
    { seed: '2147483648' },
    '--seed: expected a seed, a whole number from 0 to 2147483647, found "2147483648"; for example --seed 42',
  ],
  [
    { only: 'no-nut' },
    '--only: there is no property "no-nut" (did you mean "no-nat"?); `podnet list properties` shows them',
  ],
  [{ skip: 'x' }, '--skip: there is no property "x"; `podnet list properties` shows them'],
  [{ only: 'no-nat', skip: 'no-nat' }, '--only and --skip together leave no property to check'],
  [
    { only: `${converges},one-ip` },
    `--only: ${converges} probes what the other chosen properties probe, and none of them does; add one that does`,
  ],
])('%j is refused', (texts, problem) => {
  expect(read(texts).problems).toEqual([problem])
})

test('several wrong options are told at once', () => {
  expect(read({ network: 'x', runs: 'x', nodes: 'x', timeLimit: 'x', only: 'x', proxy: 'x' }).problems).toHaveLength(6)
})

test('a provider is lab, kind or existing', () => {
  expect(readProvider('kind')).toBe('kind')
  expect(readProvider('existing')).toBe('existing')
  expect(() => readProvider('lap')).toThrow('expected lab, kind or existing, found "lap" (did you mean "lab"?)')
})

test('a share of cells is no use with a sample', () => {
  expect(read({ minCoverage: '80' }).options.minCoverage).toBe(80)
  expect(read({ minCoverage: '101' }).problems).toHaveLength(1)
  expect(read({ minCoverage: '80', pairs: '300' }).problems).toEqual([
    '--min-coverage: with --pairs the sample says what it hit; leave out one of the two',
  ])
})
