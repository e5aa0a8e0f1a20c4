import { parseArgs } from 'node:util'
import { median } from 'simple-statistics'
import type { ClusterProvider, StartedCluster } from '../../clusters/cluster.ts'
import { makeKindProvider } from '../../clusters/kind/provider.ts'
import { labProvider } from '../../clusters/lab/provider.ts'
import { everyEndpointOfAServiceAnswers } from '../../properties/every-endpoint-of-a-service-answers.ts'
import { topologyOf } from '../../properties/model/default-topology.ts'
import { flannelVxlan } from '../../properties/model/networks/flannel-vxlan.ts'
import type { Scenario } from '../../properties/model/scenario.ts'
import { type ProxyMode, proxyModes } from '../../properties/model/services/proxy.ts'
import { makeWorld, type World } from '../../properties/model/world.ts'
import { servicesAnswerEveryClient } from '../../properties/services-answer-every-client.ts'
import { planProbes } from '../run/plan-probes.ts'
import { bashClient } from './contenders.ts'

// `npm run bench -- services [--provider lab|kind] [--proxy MODE] [--rounds N]`: 30 Pods and 20 Services of 1 to 6
// endpoints, TCP and UDP, on 3 Nodes. Every client calls every Service port once, and from every Node every endpoint of every port must
// answer; then a share of the calls with one process per probe. Results on stdout, progress on stderr. Ends with an error
// where the bar is missed or a call is not as the model says.

/** By provider: how a cluster of it is made, and the longest time of a round. */
const bars: Record<string, { provider: () => ClusterProvider; longestSeconds: number }> = {
  lab: { provider: () => labProvider, longestSeconds: 5 },
  kind: { provider: () => makeKindProvider(), longestSeconds: 10 },
}
/** Calls with one process each, and how many of them at once. */
const sampled = 200
const atOnce = 8

const properties = [servicesAnswerEveryClient, everyEndpointOfAServiceAnswers]

async function main(): Promise<void> {
  const options = {
    provider: { type: 'string', default: 'lab' },
    proxy: { type: 'string', default: 'iptables' },
    rounds: { type: 'string', default: '5' },
  } as const
  const { values } = parseArgs({ options })
  const proxy = proxyModes.find((mode) => mode === values.proxy)
  if (proxy === undefined) throw new RangeError(`--proxy must be one of ${proxyModes.join(', ')}`)
  const rounds = Number(values.rounds)
  if (!Number.isInteger(rounds) || rounds < 3) throw new RangeError('--rounds must be 3 or more')
  const bar = bars[values.provider]
  if (bar === undefined) throw new RangeError(`--provider must be one of ${Object.keys(bars).join(', ')}`)
  const total = await measure(bar.provider(), proxy, rounds)
  if (total > bar.longestSeconds) throw new Error(`a round took more than ${bar.longestSeconds} s`)
}

/** Seconds of a round at the median. */
async function measure(provider: ClusterProvider, proxy: ProxyMode, rounds: number): Promise<number> {
  const { signal } = new AbortController()
  const request = {
    name: `bench-${process.pid}`,
    network: flannelVxlan,
    topology: topologyOf([0, 0, 0]),
    proxy,
    keep: false,
  }
  const cluster = await provider.start(request, signal)
  try {
    const status = await cluster.apply(twentyServices, signal)
    const world = makeWorld(cluster.network, cluster.topology, twentyServices, status)
    const laps: Lap[] = []
    for (let round = 0; round <= rounds; round++) {
      const lap = await checkOnce(cluster, world, signal)
      if (round > 0) laps.push(lap)
      say(`${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${seconds(lap.probeSeconds + lap.judgeSeconds)}`)
    }
    const usual = sampled / (await callOneByOne(cluster, world))
    return report(provider.name, proxy, laps, usual)
  } finally {
    await cluster.stop()
  }
}

interface Lap {
  probes: number
  /** Calls whose right answer is silence. */
  silent: number
  probeSeconds: number
  judgeSeconds: number
  /** Of this process, which asks and judges. */
  processorSeconds: number
}

/** Throws Error where a call is not as the model says. */
async function checkOnce(cluster: StartedCluster, world: World, signal: AbortSignal): Promise<Lap> {
  const before = process.cpuUsage()
  const startedAt = performance.now()
  const plan = planProbes(properties, (property) => property.probes?.(world) ?? [])
  const seen = await cluster.probe(plan.probes, signal)
  const probedAt = performance.now()
  const checks = properties.flatMap((property, position) =>
    property.judge(world, { ...nothingElse, exchanges: plan.slice(position, seen) }),
  )
  const endedAt = performance.now()
  const wrong = checks.find(({ verdict }) => verdict !== 'holds')
  if (wrong !== undefined) throw new Error(`${wrong.subject}: expected ${wrong.expected}, found ${wrong.observed}`)
  const { user, system } = process.cpuUsage(before)
  return {
    probes: plan.probes.length,
    silent: properties.flatMap((property) => property.slowProbes?.(world) ?? []).length,
    probeSeconds: (probedAt - startedAt) / 1000,
    judgeSeconds: (endedAt - probedAt) / 1000,
    processorSeconds: (user + system) / 1e6,
  }
}

const nothingElse = { structure: {}, frames: [], droppedFrames: 0 }

/** The usual way: a small client is started for each call, here without even entering the Pod anew. Returns seconds. */
async function callOneByOne(cluster: StartedCluster, world: World): Promise<number> {
  const probe = servicesAnswerEveryClient.probes?.(world).find(({ protocol }) => protocol === 'tcp')
  if (probe === undefined) throw new Error('there is no Service')
  const { address, port } = probe.target
  const script = `[ "$(seq ${sampled} | xargs -P ${atOnce} -I NUMBER bash -c "$0" | grep -c ok)" = ${sampled} ]`
  const startedAt = performance.now()
  const exitCode = await cluster.execute(probe.client, ['bash', '-c', script, bashClient(address, port)])
  if (exitCode !== 0) throw new Error('a call with a process of its own was not answered')
  return (performance.now() - startedAt) / 1000
}

/** Ten Pods on each Node, all of them clients; Service n has 1 to 6 of them behind it, from all Nodes in turn. */
const twentyServices: Scenario = (() => {
  const pods = Array.from({ length: 30 }, (_, index) => ({
    name: `pod${index + 1}`,
    nodeName: `node${(index % 3) + 1}`,
    hostNetwork: false,
    containers: [{ name: 'main', port: 8080 }],
    labels: {} as Record<string, string>,
  }))
  const services = Array.from({ length: 20 }, (_, index) => {
    const label = `of-service${index + 1}`
    for (let endpoint = 0; endpoint <= index % 6; endpoint++) {
      const pod = pods[(index * 7 + endpoint) % pods.length]
      if (pod !== undefined) pod.labels[label] = 'yes'
    }
    return {
      name: `service${index + 1}`,
      type: 'ClusterIP' as const,
      selector: { [label]: 'yes' },
      ports: (['TCP', 'UDP'] as const).map((protocol) => ({
        name: protocol.toLowerCase(),
        protocol,
        port: 80,
        targetPort: 8080,
      })),
    }
  })
  return { pods, services }
})()

function report(provider: string, proxy: ProxyMode, laps: readonly Lap[], usual: number): number {
  const total = median(laps.map(({ probeSeconds, judgeSeconds }) => probeSeconds + judgeSeconds))
  const of = (value: (lap: Lap) => number) => median(laps.map(value))
  const perSecond = of(({ probes }) => probes) / of(({ probeSeconds }) => probeSeconds)
  const ratio = perSecond / usual
  print(`${provider}, flannel-vxlan/${proxy}: 30 Pods, 20 Services of 1 to 6 endpoints with 2 ports each, 3 Nodes`)
  print(`every client at every port once, every endpoint from every Node: ${of(({ probes }) => probes)} probes`)
  print(
    `  median of ${laps.length} rounds ${seconds(total)}: ${seconds(of(({ probeSeconds }) => probeSeconds))} to probe, ${seconds(of(({ judgeSeconds }) => judgeSeconds))} to judge`,
  )
  print(
    `  ${Math.round(perSecond)} probes/s; processor time of the controller ${seconds(of(({ processorSeconds }) => processorSeconds))}`,
  )
  print(`  further probes whose right answer is silence: ${of(({ silent }) => silent)}`)
  print(`one process per probe, ${atOnce} at once, ${sampled} TCP calls, answered or not`)
  print(`  ${usual.toFixed(1)} probes/s`)
  print(`ratio ${ratio.toFixed(1)}`)
  return total
}

const seconds = (value: number): string => `${value.toFixed(2)} s`

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

await main()
