import { expect, test } from 'vitest'
import { flannelVxlanNft } from '../../properties/model/networks/flannel-vxlan-nft.ts'
import { check } from './podnet.fixture.ts'

// The fault here is flannel's own: its released nftables rules, written by the real flanneld. kube-proxy has defects too.
test('flannel-vxlan-nft shows its known defects every time they can show, and nothing else; flannel-vxlan holds', async () => {
  const shape = ['--nodes', '3', '--pods', '2', '--runs', '3', '--seed', '1']
  const networks = ['flannel-vxlan', 'flannel-vxlan-nft']
  const { record } = await check('--provider', 'kind', '--network', networks.join(','), ...shape)
  const [iptables, nftables] = record.profiles
  const defects = flannelVxlanNft.defects.map(({ id }) => id).toSorted()
  const isFlannels = (id: string | undefined): boolean => id !== undefined && defects.includes(id)

  expect(iptables).toMatchObject({ verdict: 'holds', checks: { refuted: 0, inconclusive: 0 } })
  expect(iptables?.counterexamples.filter(({ defect }) => defect === undefined || isFlannels(defect))).toEqual([])
  expect(iptables?.rules['node-bound-to-remote-pod-through-tunnel']).toBeGreaterThan(0)

  expect(nftables?.checks).toMatchObject({ refuted: 0, inconclusive: 0 })
  const shown = (nftables?.defects ?? []).filter(({ id }) => isFlannels(id))
  expect(shown.map(({ id }) => id).toSorted()).toEqual(defects)
  for (const { id, occurred, seen } of shown) {
    expect(occurred, id).toBeGreaterThan(0)
    expect(seen, id).toBe(occurred)
  }
  const counterexamples = nftables?.counterexamples.filter(({ defect }) => isFlannels(defect)) ?? []
  expect(counterexamples.map(({ defect }) => defect).toSorted()).toEqual(defects)
  expect(counterexamples[0]).toMatchObject({ replay: expect.stringContaining('podnet replay') })
})
