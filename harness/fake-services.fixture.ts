import type { ClusterProvider, ClusterRequest, ClusterSummary, StartedCluster } from '../clusters/cluster.ts'
import { defaultTopology, evenPlacement } from '../properties/model/default-topology.ts'
import { flannelVxlan } from '../properties/model/networks/flannel-vxlan.ts'
import type { Scenario } from '../properties/model/scenario.ts'
import { profileResult, runRecord } from '../reports/records.fixture.ts'
import { main } from './main.ts'
import { createPrinter } from './print.ts'
import type { CheckOptions } from './run/options.ts'
import type { Services } from './services.ts'

/** What a command line did to the world, without a world. */
export interface Played {
  exitCode: number
  stdout: string
  stderr: string
  /** Calls of the provider, of runCheck and of sweep, in order. */
  calls: string[]
  checks: CheckOptions[]
}

const demo: ClusterSummary = {
  name: 'demo',
  provider: 'lab',
  network: 'flannel-vxlan',
  nodes: 2,
  createdAt: '2026-01-02T03:04:05.000Z',
  state: 'running',
  kept: true,
}

/** Plays one command line against a cluster `demo` that runs, a cluster `torn` that is broken, and a run that holds. */
export async function play(
  argv: readonly string[],
  changes: (services: Services) => Partial<Services> = () => ({}),
): Promise<Played> {
  const played: Played = { exitCode: -1, stdout: '', stderr: '', calls: [], checks: [] }
  const output = (stream: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      played[stream] += text
      return true
    },
    isTTY: false,
    columns: 80,
  })
  const fakes = fakeServices(played, (options) =>
    createPrinter({ ...options, stdout: output('stdout'), stderr: output('stderr'), environment: {} }),
  )
  played.exitCode = await main(argv, { ...fakes, ...changes(fakes) })
  return played
}

/** For `play`: the services with another lab. */
export function withLab(fakes: Services, changes: Partial<ClusterProvider>): Partial<Services> {
  const providers = fakes.providers()
  return { providers: () => ({ ...providers, lab: { ...providers.lab, ...changes } }) }
}

function fakeServices({ calls, checks }: Played, printer: Services['printer']): Services {
  const topology = defaultTopology(flannelVxlan, 2)
  const started = (name: string): StartedCluster => ({
    name,
    network: flannelVxlan,
    topology,
    scenario: evenPlacement(topology, 1),
    disturbances: [],
    status: () => ({ nodes: [], pods: [] }),
    apply: async (scenario: Scenario) => {
      calls.push(`apply ${name} ${scenario.pods.map((pod) => pod.name).join(',')}`)
      return { nodes: [], pods: [] }
    },
    probe: async () => [],
    compare: async () => [],
    capture: async (_, action) => ({ frames: [], droppedFrames: 0, result: await action() }),
    read: async () => [],
    structure: async () => Promise.reject(new Error('not faked')),
    clusterFacts: async () => undefined,
    pauseDaemon: async () => undefined,
    keepFlowing: async () => Promise.reject(new Error('not faked')),
    disturb: async () => Promise.reject(new Error('not faked')),
    execute: async (place, command) => {
      calls.push(`execute ${name} ${place} ${command.join(' ')}`)
      return 7
    },
    detach: async () => void calls.push(`detach ${name}`),
    stop: async () => void calls.push(`stop ${name}`),
  })
  const lab: ClusterProvider = {
    name: 'lab',
    maxPodsPerNode: 25,
    casesPerCluster: 5,
    hasRouter: true,
    hasHostOutside: true,
    disturbances: [],
    convergence: { timeMs: 0, source: 'nothing changes' },
    problems: async () => [],
    requestProblems: async () => [],
    capabilities: async () => ({
      vxlan: true,
      ipip: 'the kernel has no module ipip',
      tun: true,
      flanneld: true,
      iptables: true,
      nftables: true,
      ipset: true,
      'bridge-netfilter': true,
      'service-iptables': true,
      'service-nftables': true,
      'ip-vs': 'the kernel has no module ip_vs',
      'icmp-echo': true,
      capture: true,
    }),
    start: async (request: ClusterRequest) => {
      calls.push(`start ${request.name} ${request.network.name} ${request.topology.nodes.length} keep=${request.keep}`)
      return started(request.name)
    },
    attach: async (name: string) => started(name),
    remove: async (name: string) => void calls.push(`remove ${name}`),
    list: async () => [demo, { ...demo, name: 'torn', state: 'broken' }],
  }
  return {
    providers: () => ({
      lab,
      kind: { ...lab, name: 'kind', list: async () => [] },
      existing: { ...lab, name: 'existing', list: async () => [] },
    }),
    runCheck: async (options) => {
      calls.push('check')
      checks.push(options)
      return runRecord([profileResult()], { command: options.command, seed: options.seed })
    },
    sweep: async ({ all }) => {
      calls.push(`sweep all=${all}`)
      return all ? ['Removed cluster demo.'] : []
    },
    properties: [{ id: 'no-nat', claim: 'Pods reach Pods.', claims: ['C2', 'C3'], level: 'core', needs: [] }],
    rules: [{ id: 'closed-port', text: 'A closed port refuses.', citation: 'datapath 2.5' }],
    printer,
  }
}
