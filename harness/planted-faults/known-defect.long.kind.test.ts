import { expect, test } from 'vitest'
import { flannelVxlanNft } from '../../properties/model/networks/flannel-vxlan-nft.ts'
import { check } from './podnet.fixture.ts'

// The fault here is flannel's own: its released nftables rules, written by the real flanneld.
test('flannel-vxlan-nft shows its known defects every time they can show, and nothing else; flannel-vxlan holds', async () => {
  // Without Services: the defects of kube-proxy are other tests'.
  const shape = ['--nodes', '3', '--pods', '2', '--runs', '1', '--proxy', 'none']
  const networks = ['flannel-vxlan', 'flannel-vxlan-nft']
  const { record } = await check('--provider', 'kind', '--network', networks.join(','), ...shape)
  const [iptables, nftables] = record.profiles

  expect(iptables).toMatchObject({ verdict: 'holds', counterexamples: [] })
  expect(iptables?.rules['node-bound-to-remote-pod-through-tunnel']).toBeGreaterThan(0)

  expect(nftables?.checks).toMatchObject({ refuted: 0, inconclusive: 0 })
  const defects = flannelVxlanNft.defects.map(({ id }) => id)
  expect(nftables?.defects.map(({ id }) => id)).toEqual(defects)
  for (const { id, occurred, seen } of nftables?.defects ?? []) {
    expect(occurred, id).toBeGreaterThan(0)
    expect(seen, id).toBe(occurred)
  }
  expect(nftables?.counterexamples.map(({ defect }) => defect).toSorted()).toEqual(defects.toSorted())
  expect(nftables?.counterexamples[0]).toMatchObject({ replay: expect.stringContaining('podnet replay') })
})
