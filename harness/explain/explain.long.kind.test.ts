import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StartedCluster } from '../../clusters/cluster.ts'
import { makeKindProvider } from '../../clusters/kind/provider.ts'
import { scratchLedger } from '../../clusters/ledger/scratch-ledger.fixture.ts'
import { topologyOf } from '../../properties/model/default-topology.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import { withoutSecrets } from '../run/without-secrets.ts'
import { table } from '../table.ts'
import { evidenceText } from './evidence-text.ts'
import { flannelFaults, hiddenFaults } from './flannel-faults.fixture.ts'
import { carryOut, type Lab, probeAll, readPair, readyLab } from './planted.fixture.ts'
import { expectNamed, explainEach } from './score.fixture.ts'
import { iptablesFaults, plumbingFaults } from './service-faults.fixture.ts'

const scratch = scratchLedger()
afterAll(() => scratch.remove())

const onEveryNode = (lab: Lab, script: string) =>
  carryOut(
    lab,
    lab.world.topology.nodes.map(({ name }) => [`node/${name}`, script]),
  )
/** Both put their rules back within seconds of their loss. */
const daemons = '$(pidof kube-proxy) $(pidof flanneld)'

describe('faults planted in a real cluster', { timeout: 1_800_000 }, () => {
  let cluster: StartedCluster | undefined
  let lab: Lab

  beforeAll(async () => {
    const request = {
      name: `explain-${process.pid}`,
      network: flannelVxlan,
      topology: topologyOf([0, 0, 0]),
      keep: false,
    }
    const signal = AbortSignal.timeout(580_000)
    cluster = await makeKindProvider().start({ ...request, proxy: 'iptables' }, signal)
    lab = await readyLab(cluster)
    await onEveryNode(lab, `kill -STOP ${daemons}`)
  })
  // Its Nodes go as a whole, and the stopped daemons with them.
  afterAll(() => cluster?.stop())

  const expectGreen = async () =>
    expect((await probeAll(lab)).filter(({ verdict }) => verdict === 'refuted').map(({ subject }) => subject)).toEqual(
      [],
    )

  test('the right hop and object of most, never a wrong one, and all of them heal', async () => {
    await expectGreen()
    const faults = [...flannelFaults, ...hiddenFaults, ...iptablesFaults, ...plumbingFaults]
    const scores = await explainEach(lab, 'flannel-vxlan/iptables on kind', faults)
    process.stdout.write(`${table(scores)}\n`)
    expectNamed(scores)
    await expectGreen()
  })

  test('what is saved of a case holds none of the secrets that lie on its Nodes', async () => {
    const where = '/etc/kubernetes /var/lib/kubelet -name admin.conf -o -name "*.key" -o -name token'
    const print = `find ${where} | while read -r file; do grep -E "key-data|^[A-Za-z0-9+/=]{64}$|^eyJ" "$file"; done`
    const printed = await lab.cluster.read(
      lab.world.topology.nodes.map(({ name }) => ({ place: `node/${name}` as const, argv: ['sh', '-c', print] })),
      AbortSignal.timeout(60_000),
    )
    const secrets = new Set(
      printed.flatMap(({ stdout }) => stdout.split('\n').map((line) => line.replace(/.*: /, '').trim())),
    )
    secrets.delete('')
    expect(secrets.size).toBeGreaterThan(20)

    const evidence = await readPair(lab)
    const facts = await lab.cluster.clusterFacts(AbortSignal.timeout(60_000))
    const saved = `${evidenceText(evidence)}${JSON.stringify(facts, withoutSecrets)}`
    expect(saved.length).toBeGreaterThan(100_000)
    process.stdout.write(`evidence of one pair: ${evidenceText(evidence).length} bytes\n`)
    expect([...secrets].filter((secret) => saved.includes(secret))).toEqual([])
  })
})
