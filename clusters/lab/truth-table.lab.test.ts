import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findNetwork } from '../../properties/model/networks/index.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import type { PlaceId } from '../../properties/model/place.ts'
import type { TargetKind } from '../../properties/model/probe.ts'
import { externalServerPort, nodeServerPort } from '../../properties/model/scenario.ts'
import type { StartedCluster } from '../cluster.ts'
import { scratchLedger } from '../ledger/scratch-ledger.fixture.ts'
import { exampleTopology } from '../networks/example-topology.fixture.ts'
import { addressOf, bothProtocols, exampleScenario, patience, told } from '../running/example-cluster.fixture.ts'
import { labProvider } from './provider.ts'

const scratch = scratchLedger()
afterAll(() => scratch.remove())

const [node1, node2] = ['172.30.0.11', '172.30.0.12']
const { externalAddress: outside, externalDetourAddress: detour } = exampleTopology

/**
 * The sources of datapath 2.1 (and of its section 7 for Calico), written down by hand and on purpose not taken from the
 * model: both are checked against the kernel. `B`, `T`: cni0 and tunnel address of node1; `P`: the client's own.
 * Pods a (node1), c (node2, a neighbour of node1) and d (node3, behind the router).
 */
const rows = {
  'node -> own Pod': ['node/node1', 'a'],
  'node, bound -> own Pod': ['node/node1', 'a', node1],
  'node -> Pod of a neighbour': ['node/node1', 'c'],
  'node, bound -> Pod of a neighbour': ['node/node1', 'c', node1],
  'node -> Pod behind the router': ['node/node1', 'd'],
  'Pod -> own Node': ['pod/a', node1],
  'Pod -> another Node': ['pod/a', node2],
  'Pod -> outside': ['pod/a', outside],
  'outside -> Pod': ['external', 'a', outside],
  'outside, through the neighbour -> Pod': ['external', 'c', detour],
} as const satisfies Record<string, readonly [PlaceId, string, string?]>
type Row = keyof typeof rows

const common: Partial<Record<Row, string>> = {
  'node, bound -> own Pod': node1,
  'Pod -> own Node': 'P',
  'Pod -> another Node': node1,
  'Pod -> outside': node1,
  'outside -> Pod': outside,
}
const flannel = { ...common, 'node -> own Pod': 'B' }
const calico = { ...common, 'node -> own Pod': node1 }
/** Sources towards a neighbour's Pods, Pods behind the router, and what comes in through the neighbour. */
const remote = (neighbour: string, bound: string, behindRouter: string, detoured: string) => ({
  'node -> Pod of a neighbour': neighbour,
  'node, bound -> Pod of a neighbour': bound,
  'node -> Pod behind the router': behindRouter,
  'outside, through the neighbour -> Pod': detoured,
})

const table: Record<string, Partial<Record<Row, string>>> = {
  'flannel-vxlan': { ...flannel, ...remote('T', 'T', 'T', 'T') },
  'flannel-direct': { ...flannel, ...remote(node1, node1, 'T', node1) },
  'flannel-host-gw': { ...flannel, ...remote(node1, node1, 'network-unreachable', node1) },
  'calico-vxlan': { ...calico, ...remote('T', 'T', 'T', 'timed-out') },
  'calico-cross-subnet': { ...calico, ...remote(node1, node1, 'T', detour) },
  'calico-bgp': { ...calico, ...remote(node1, node1, 'network-unreachable', detour) },
  // The known defect of flannel's nftables rules (datapath 0.4, 7).
  'flannel-vxlan-nft': { ...flannel, ...remote('T', 'timed-out', 'T', 'timed-out') },
  'flannel-host-gw-nft': { ...flannel, ...remote(node1, node1, 'network-unreachable', detour) },
}

describe.each(Object.keys(table))('%s', (name) => {
  const network = findNetwork(name) as Network
  const tunnel = network.plugin === 'flannel' ? '10.244.1.0' : '10.244.0.0'
  let cluster: StartedCluster
  beforeAll(async () => {
    const request = { name: `table-${process.pid}`, network, topology: exampleTopology, keep: false }
    cluster = await labProvider.start(request, patience())
    await cluster.apply(exampleScenario, patience())
  })
  afterAll(() => cluster.stop())

  function probesOf(row: Row) {
    const [client, to, bind] = rows[row] as readonly [PlaceId, string, string?]
    const toPod = !to.includes('.')
    const kind: TargetKind = toPod ? 'pod' : to === outside ? 'external' : 'node'
    const port = toPod ? 8080 : kind === 'external' ? externalServerPort : nodeServerPort
    return bothProtocols(client, { kind, address: toPod ? addressOf(cluster.status(), to) : to, port }, bind)
  }

  test('each end sees what datapath 2.1 says', async () => {
    const names = Object.keys(rows) as Row[]
    const observations = await cluster.probe(names.flatMap(probesOf), patience())
    const seen = Object.fromEntries(
      names.map((row, index) => [
        row,
        observations.slice(2 * index, 2 * index + 2).map((each) => told(each).replace(/.* saw /, '')),
      ]),
    )
    const own = addressOf(cluster.status(), 'a')
    const words: Record<string, string> = { B: '10.244.1.1', T: tunnel, P: own }
    const expected = Object.fromEntries(
      names.map((row) => {
        const source = table[name]?.[row] as string
        return [row, Array(2).fill(words[source] ?? source)]
      }),
    )
    expect(seen).toEqual(expected)
  })
})
