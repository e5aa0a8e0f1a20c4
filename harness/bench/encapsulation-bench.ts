import { parseArgs } from 'node:util'
import { max, median, min } from 'simple-statistics'
import type { ClusterProvider, StartedCluster } from '../../clusters/cluster.ts'
import { makeKindProvider } from '../../clusters/kind/provider.ts'
import { labProvider } from '../../clusters/lab/provider.ts'
import { topologyOf } from '../../properties/model/default-topology.ts'
import { flannelHostGw } from '../../properties/model/networks/flannel-host-gw.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import { podMtuBytes } from '../../properties/model/networks/network.ts'
import type { Probe } from '../../properties/model/probe.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { transfer } from './bulk.ts'
import { allPairs, isWholeExchange, podPort } from './kind-matrix.ts'

// `npm run bench -- encapsulation [--provider lab|kind] [--rounds N] [--json]`: what wrapping packets in VXLAN costs
// (claim C65): flannel-vxlan and flannel-host-gw side by side, both clusters up at the same time. Figures of this
// machine and this minute, with no bar: nothing in them can be wrong. Results on stdout, progress on stderr.

const networks = [flannelHostGw, flannelVxlan]
/** Short, and many rounds: what else the machine does then falls on both alike. */
const transferMs = 500
const exchanges = 2_000

const scenario: Scenario = {
  pods: ['a', 'b'].map((name, index) => ({
    name,
    nodeName: `node${index + 1}`,
    hostNetwork: false,
    containers: [{ name: 'main', port: podPort }],
  })),
}

interface Rates {
  network: string
  podMtuBytes: number
  /** One TCP connection from Pod to Pod of another Node. */
  bitsPerSecond: number[]
  /** UDP with a few bytes there and back, both ends recorded: packets, hardly any bytes. */
  exchangesPerSecond: number[]
}

async function main(): Promise<void> {
  const text = (value: string) => ({ type: 'string' as const, default: value })
  const options = { provider: text('lab'), rounds: text('15'), json: { type: 'boolean' as const } }
  const { values } = parseArgs({ options })
  const rounds = Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 3) throw new RangeError('--rounds must be 3 or more')
  if (values.provider !== 'lab' && values.provider !== 'kind') throw new RangeError('--provider must be lab or kind')
  const provider = values.provider === 'lab' ? labProvider : makeKindProvider()
  const clusters: StartedCluster[] = []
  try {
    for (const network of networks) clusters.push(await start(provider, network))
    const measured = await measure(clusters, rounds)
    process.stdout.write(values.json ? `${JSON.stringify(measured, null, 2)}\n` : table(measured))
  } finally {
    for (const cluster of clusters) await cluster.stop()
  }
}

async function start(provider: ClusterProvider, network: (typeof networks)[number]): Promise<StartedCluster> {
  const { signal } = new AbortController()
  say(`making a cluster of 2 Nodes with ${network.name}`)
  const name = `bench-${process.pid}-${network.name}`
  const cluster = await provider.start({ name, network, topology: topologyOf([0, 0]), keep: false }, signal)
  try {
    await cluster.apply(scenario, signal)
    return cluster
  } catch (error) {
    await cluster.stop()
    throw error
  }
}

/** One round to warm up; each round begins with the other network. */
async function measure(clusters: readonly StartedCluster[], rounds: number): Promise<Rates[]> {
  const measured = clusters.map(({ network, topology }): Rates => {
    const mtu = podMtuBytes(network, topology)
    return { network: network.name, podMtuBytes: mtu, bitsPerSecond: [], exchangesPerSecond: [] }
  })
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? [0, 1] : [1, 0]
    for (const index of order) {
      const [cluster, rates] = [clusters[index] as StartedCluster, measured[index] as Rates]
      const bits = await transfer(cluster, 'a', 'b', transferMs)
      const perSecond = await exchange(cluster)
      say(
        `${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${rates.network}: ${gigabits(bits)} Gbit/s, ${Math.round(perSecond)} exchanges/s`,
      )
      if (round === 0) continue
      rates.bitsPerSecond.push(bits)
      rates.exchangesPerSecond.push(perSecond)
    }
  }
  return measured
}

async function exchange(cluster: StartedCluster): Promise<number> {
  const { signal } = new AbortController()
  const [probe] = allPairs(cluster.status()).filter(({ protocol }) => protocol === 'udp')
  const probes = new Array<Probe>(exchanges).fill(probe as Probe)
  const startedAt = performance.now()
  const observations = await cluster.probe(probes, signal)
  const seconds = (performance.now() - startedAt) / 1000
  const bad = observations.find((observation) => !isWholeExchange(probe as Probe, observation))
  if (bad !== undefined) throw new Error(`not both ends: ${JSON.stringify(bad)}`)
  return exchanges / seconds
}

const gigabits = (bits: number): string => (bits / 1e9).toFixed(2)

function table(measured: readonly Rates[]): string {
  const [plain, wrapped] = measured as [Rates, Rates]
  const span = (values: number[], words: (value: number) => string) =>
    `${words(median(values))} (${words(min(values))} to ${words(max(values))})`
  const ratio = (of: (rates: Rates) => number[]) =>
    median(of(wrapped).map((rate, round) => rate / (of(plain)[round] ?? Number.NaN))).toFixed(2)
  return [
    ...measured.map(
      ({ network, podMtuBytes, bitsPerSecond, exchangesPerSecond }) =>
        `${network.padEnd(16)} MTU ${podMtuBytes}  TCP ${span(bitsPerSecond, gigabits)} Gbit/s  ` +
        `UDP ${span(exchangesPerSecond, (value) => `${Math.round(value)}`)} exchanges/s`,
    ),
    `${wrapped.network} to ${plain.network}, median of the rounds' ratios: TCP ${ratio((rates) => rates.bitsPerSecond)}, ` +
      `UDP ${ratio((rates) => rates.exchangesPerSecond)}`,
    '',
  ].join('\n')
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

await main()
