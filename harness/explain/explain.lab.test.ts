import { afterAll, describe, expect, test } from 'vitest'
import { labProvider } from '../../clusters/lab/provider.ts'
import { scratchLedger } from '../../clusters/ledger/scratch-ledger.fixture.ts'
import { topologyOf } from '../../properties/model/default-topology.ts'
import { findNetwork } from '../../properties/model/networks/index.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import { table } from '../table.ts'
import { calicoFaults, calicoVxlanFaults } from './calico-faults.fixture.ts'
import { flannelFaults, hiddenFaults, hostGatewayFaults } from './flannel-faults.fixture.ts'
import { findAndExplain, probeHealthy, readyLab } from './planted.fixture.ts'
import { expectNamed, explainEach } from './score.fixture.ts'
import { iptablesFaults, nftablesFaults, plumbingFaults } from './service-faults.fixture.ts'

const scratch = scratchLedger()
afterAll(() => scratch.remove())

const profiles = [
  // Halves, since every fault takes some seconds.
  ['flannel-vxlan', 'iptables', flannelFaults.slice(0, 15)],
  ['flannel-vxlan', 'iptables', [...flannelFaults.slice(15), ...hiddenFaults]],
  ['flannel-vxlan', 'iptables', iptablesFaults],
  ['flannel-vxlan', 'nftables', [...nftablesFaults, ...plumbingFaults]],
  ['flannel-host-gw', 'iptables', hostGatewayFaults],
  ['calico-vxlan', 'iptables', [...calicoVxlanFaults, ...calicoFaults]],
  ['calico-bgp', 'iptables', calicoFaults.slice(0, 2)],
] as const

test('rule 4 of flannel’s nftables mode is named', { timeout: 120_000 }, async () => {
  const network = findNetwork('flannel-vxlan-nft') as Network
  const signal = AbortSignal.timeout(100_000)
  const request = { name: `explain-nft-${process.pid}`, network, topology: topologyOf([0, 0, 0]), keep: false }
  const cluster = await labProvider.start({ ...request, proxy: 'nftables' }, signal)
  try {
    // A socket bound to the Node's address, towards a Pod of another Node.
    const explanation = await findAndExplain(await readyLab(cluster), ['nodes-and-pods-reach-each-other'])
    expect(explanation?.broken).toMatchObject({
      place: 'node/node1',
      hop: 'source',
      object: 'ip flannel-ipv4/postrtg: ip saddr != 10.244.1.0/24 ip daddr 10.244.0.0/16 return',
    })
  } finally {
    await cluster.stop()
  }
})

describe('planted faults are explained', { timeout: 600_000 }, () => {
  test('the right hop and object of most, and never a wrong one', async () => {
    const all = await Promise.all(
      profiles.map(async ([name, proxy, faults], number) => {
        const network = findNetwork(name) as Network
        const id = `explain-${number}-${process.pid}`
        const signal = AbortSignal.timeout(500_000)
        const cluster = await labProvider.start(
          { name: id, network, topology: topologyOf([0, 0, 0]), proxy, keep: false },
          signal,
        )
        try {
          const lab = await readyLab(cluster)
          expect(await probeHealthy(lab)).toEqual([])
          const named = { ...lab, words: { ...lab.words, name: id } }
          return await explainEach(named, `${name}/${proxy}`, faults)
        } finally {
          await cluster.stop()
        }
      }),
    )
    process.stdout.write(`${table(all.flat())}\n`)
    expectNamed(all.flat())
  })
})
