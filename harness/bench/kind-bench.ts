import { parseArgs } from 'node:util'
import { max, median } from 'simple-statistics'
import type { StartedCluster } from '../../clusters/cluster.ts'
import { makeKindProvider } from '../../clusters/kind/provider.ts'
import { requestsMade } from '../../clusters/kubernetes/api-config.ts'
import { topologyOf } from '../../properties/model/default-topology.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import { allPairs, isWholeExchange, thirtyPods } from './kind-matrix.ts'
import { startClients } from './kubectl-exec.ts'

// `npm run bench -- kind [--rounds N]`: every ordered pair of 30 Pods on 3 Nodes of a real cluster, TCP and UDP, by
// podnet's agents, beside one `kubectl exec` per probe for a sample of the pairs. Results on stdout, progress on stderr.
// Needs what `podnet images build` makes. Ends with an error where a bar is missed.

const longestRoundSeconds = 2
const smallestRatio = 20
const sampled = 120

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } })
  const rounds = Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 3) throw new RangeError('--rounds must be 3 or more')
  const { signal } = new AbortController()
  say('making a cluster of 3 Nodes')
  const request = { name: `bench-${process.pid}`, network: flannelVxlan, topology: topologyOf([0, 0, 0]), keep: false }
  const cluster = await makeKindProvider().start(request, signal)
  try {
    await measure(cluster, rounds, signal)
  } finally {
    await cluster.stop()
  }
}

async function measure(cluster: StartedCluster, rounds: number, signal: AbortSignal): Promise<void> {
  await cluster.apply(thirtyPods, signal)
  const requestsBefore = requestsMade()
  const seconds = await measureAgents(cluster, rounds, signal)
  const requests = requestsMade() - requestsBefore
  const perSecond = allPairs(cluster.status()).length / median(seconds)

  const clients = await startClients(cluster, signal)
  await clients.probe(8)
  const usual = sampled / (await clients.probe(sampled))

  const ratio = perSecond / usual
  const probes = allPairs(cluster.status()).length
  print(`podnet agents: ${probes} probes a round, TCP and UDP, both ends recorded`)
  print(`  ${rounds} rounds: median ${median(seconds).toFixed(2)} s, longest ${max(seconds).toFixed(2)} s`)
  print(`  ${Math.round(perSecond)} probes/s`)
  print(`kubectl exec per probe, 8 at once, ${sampled} TCP connects, answered or not`)
  print(`  ${usual.toFixed(1)} probes/s`)
  print(`ratio ${ratio.toFixed(1)} (at least ${smallestRatio})`)
  print(`API requests of podnet from settled to the last answer: ${requests}`)
  if (max(seconds) > longestRoundSeconds) throw new Error(`a round took more than ${longestRoundSeconds} s`)
  if (ratio < smallestRatio) throw new Error(`less than ${smallestRatio} times the rate of kubectl exec`)
  if (requests > 0) throw new Error('podnet asked the API server while it probed')
}

/** Seconds of each round, after one to warm up. Throws Error for a probe without both ends. */
async function measureAgents(cluster: StartedCluster, rounds: number, signal: AbortSignal): Promise<number[]> {
  const probes = allPairs(cluster.status())
  const seconds: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const startedAt = performance.now()
    const observations = await cluster.probe(probes, signal)
    const took = (performance.now() - startedAt) / 1000
    const bad = probes.findIndex((probe, index) => !isWholeExchange(probe, observations[index]))
    if (bad >= 0) throw new Error(`not both ends: ${JSON.stringify([probes[bad], observations[bad]])}`)
    if (round > 0) seconds.push(took)
    say(`${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${probes.length} probes in ${took.toFixed(2)} s`)
  }
  return seconds
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

await main()
