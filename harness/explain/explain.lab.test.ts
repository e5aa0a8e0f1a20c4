import { afterAll, describe, expect, test } from 'vitest'
import { labProvider } from '../../clusters/lab/provider.ts'
import { scratchLedger } from '../../clusters/ledger/scratch-ledger.fixture.ts'
import { topologyOf } from '../../properties/model/default-topology.ts'
import type { Explanation } from '../../properties/model/explanation.ts'
import { findNetwork } from '../../properties/model/networks/index.ts'
import type { Network } from '../../properties/model/networks/network.ts'
import { table } from '../table.ts'
import {
  calicoFaults,
  calicoVxlanFaults,
  type ExplainedFault,
  flannelFaults,
  hostGatewayFaults,
  iptablesFaults,
  nftablesFaults,
  plumbingFaults,
} from './faults.fixture.ts'
import { carryOut, findAndExplain, type Lab, probeAll, readyLab } from './planted.fixture.ts'

const scratch = scratchLedger()
afterAll(() => scratch.remove())

const profiles = [
  ['flannel-vxlan', 'iptables', [...flannelFaults, ...iptablesFaults]],
  ['flannel-vxlan', 'nftables', [...nftablesFaults, ...plumbingFaults]],
  ['flannel-host-gw', 'iptables', hostGatewayFaults],
  ['calico-vxlan', 'iptables', [...calicoVxlanFaults, ...calicoFaults]],
] as const

/** A row of the table: what was planted, and what explain made of it. */
type Score = [result: string, profile: string, fault: string, named: string]

function score(profile: string, fault: ExplainedFault, explanation: Explanation | undefined): Score {
  const broken = explanation?.broken
  const named = broken === undefined ? (explanation?.sentence ?? 'nothing failed') : `${broken.place} ${broken.object}`
  const isRight =
    fault.names === 'unknown'
      ? explanation !== undefined && broken === undefined
      : broken?.place === fault.names.place && fault.names.object.test(broken.object)
  return [isRight ? 'right' : broken === undefined ? 'unknown' : 'WRONG', profile, fault.name, named]
}

async function explainEach(lab: Lab, profile: string, faults: readonly ExplainedFault[]): Promise<Score[]> {
  const scores: Score[] = []
  for (const fault of faults) {
    await carryOut(lab, fault.plant)
    try {
      scores.push(score(profile, fault, await findAndExplain(lab, fault.only)))
    } finally {
      await carryOut(lab, fault.heal)
      // Flows that a fault sent astray are remembered for minutes.
      await carryOut(
        lab,
        lab.world.topology.nodes.map(({ name }) => [`node/${name}`, 'conntrack -F 2>/dev/null']),
      )
    }
  }
  return scores
}

describe('planted faults are explained', { timeout: 600_000 }, () => {
  test('the right hop and object of most, and never a wrong one', async () => {
    const all = await Promise.all(
      profiles.map(async ([name, proxy, faults]) => {
        const network = findNetwork(name) as Network
        const id = `explain-${name}-${proxy}-${process.pid}`
        const signal = AbortSignal.timeout(500_000)
        const cluster = await labProvider.start(
          { name: id, network, topology: topologyOf([0, 0, 0]), proxy, keep: false },
          signal,
        )
        try {
          const lab = await readyLab(cluster)
          expect((await probeAll(lab)).filter(({ verdict }) => verdict === 'refuted')).toEqual([])
          const named = { ...lab, words: { ...lab.words, name: id } }
          return await explainEach(named, `${name}/${proxy}`, faults)
        } finally {
          await cluster.stop()
        }
      }),
    )
    const scores = all.flat()
    process.stdout.write(`${table(scores)}\n`)
    const wrong = scores.filter(([result]) => result === 'WRONG')
    expect(wrong).toEqual([])
    expect(scores.filter(([result]) => result === 'right').length).toBeGreaterThanOrEqual(
      Math.ceil(scores.length * 0.9),
    )
  })
})
