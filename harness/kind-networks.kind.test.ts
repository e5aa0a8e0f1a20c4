import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StartedCluster } from '../clusters/cluster.ts'
import { makeKindProvider } from '../clusters/kind/provider.ts'
import { requestsMade } from '../clusters/kubernetes/api-config.ts'
import type { StructureFacts } from '../properties/model/facts.ts'
import type { Frame } from '../properties/model/frame.ts'
import { type CaseRecord, caseRecordSchema, type RunRecord, runRecordSchema } from '../properties/model/run-record.ts'
import { properties } from '../properties/registry.ts'
import { checkCase } from './run/check-case.ts'

/** Both networks of flannel on real clusters, with real kube-proxy and CoreDNS, through the command line, as its users run it. */
const networks = ['flannel-vxlan', 'flannel-host-gw'] as const
const nodes = 3
const runs = 5
const vxlanPort = 8472

const folder = mkdtempSync(join(tmpdir(), 'podnet-kind-networks-'))
const cli = join(import.meta.dirname, 'cli.ts')
// A ledger of its own: what is left in it afterwards was left by this run.
const state = join(folder, 'state')
const podnet = (...argv: string[]) =>
  execa(process.execPath, [cli, ...argv], { reject: false, env: { XDG_STATE_HOME: state, NO_COLOR: '1' } })
let record: RunRecord
let cases: CaseRecord[]

beforeAll(async () => {
  const size = ['--nodes', `${nodes}`, '--pods', '4', '--runs', `${runs}`, '--seed', '4']
  const where = ['--provider', 'kind', '--network', networks.join(','), '--out', join(folder, 'run')]
  const run = await podnet('check', '--keep', ...where, ...size)
  expect(run.exitCode, run.stderr).toBe(0)
  record = runRecordSchema.parse(JSON.parse(readFileSync(join(folder, 'run', 'run.json'), 'utf8')))
  const lines = readFileSync(join(folder, 'run', 'cases.jsonl'), 'utf8')
    .trim()
    .split('\n')
  cases = lines.map((line) => caseRecordSchema.parse(JSON.parse(line)))
})
afterAll(async () => {
  await podnet('sweep', '--all')
  rmSync(folder, { recursive: true, force: true })
})

test.each(networks)('%s holds in every case, with nothing left open', (network) => {
  const profile = record.profiles.find((profile) => profile.network === network)
  expect(profile).toMatchObject({ verdict: 'holds', reasons: [], cases: runs })
  expect(profile?.counterexamples.filter(({ defect }) => defect === undefined)).toEqual([])
  expect(profile?.checks).toMatchObject({ refuted: 0, inconclusive: 0 })
  expect(Object.values(profile?.serviceClasses ?? {}).filter((services) => services > 0).length).toBeGreaterThan(10)
  expect(Math.min(...(profile?.podsPerCase ?? []))).toBeGreaterThanOrEqual(10)
  expect(profile?.probes).toBeGreaterThan(runs * 1_000)
})

test('what is unsupported is so for the sake of session affinity alone', () => {
  const unsupported = cases.flatMap(({ checks }) => checks).filter(({ verdict }) => verdict === 'unsupported')
  expect(unsupported.filter(({ observed }) => !/affinity|timeout/.test(String(observed)))).toEqual([])
})

/** Where a Node's routes into other Nodes' Pod ranges lead, over all cases. */
function routeDevices(network: string): string[] {
  const devices = cases
    .filter((record) => record.network === network)
    .flatMap(({ topology, structure }) =>
      topology.nodes.flatMap((node) => {
        const facts = (structure as StructureFacts)[`node/${node.name}`]
        const peers = topology.nodes.filter(({ name }) => name !== node.name).map(({ podCIDR }) => podCIDR)
        return facts?.routes.filter(({ destination }) => peers.includes(destination)).map(({ device }) => device) ?? []
      }),
    )
  expect(devices).toHaveLength(runs * nodes * (nodes - 1))
  return [...new Set(devices.map((device) => device ?? ''))]
}

/** How packets from Pod to Pod left the Nodes, over all cases. */
function onTheWire(network: string): string[] {
  const isPod = (address: string | undefined) => address?.startsWith('10.244.') === true
  const ways = cases
    .filter((record) => record.network === network)
    .flatMap((record) => record.frames as Frame[])
    .filter(({ device, direction }) => device === 'eth0' && direction === 'out')
    .flatMap(({ ip }) => {
      const inner = ip?.vxlan?.inner.ip
      if (isPod(inner?.source) && isPod(inner?.destination)) return [`VXLAN to port ${ip?.destinationPort}`]
      return isPod(ip?.source) && isPod(ip?.destination) ? ['plain'] : []
    })
  return [...new Set(ways)]
}

test('VXLAN leads through the tunnel device and onto the wire in VXLAN; host-gw does neither', () => {
  expect(routeDevices('flannel-vxlan')).toEqual(['flannel.1'])
  expect(routeDevices('flannel-host-gw')).toEqual(['eth0'])
  expect(onTheWire('flannel-vxlan')).toEqual([`VXLAN to port ${vxlanPort}`])
  expect(onTheWire('flannel-host-gw')).toEqual(['plain'])
})

/** The cluster, and how many requests to its API server fell into each of its methods so far. */
function counted(cluster: StartedCluster): { cluster: StartedCluster; requests: Record<string, number> } {
  const requests: Record<string, number> = {}
  const get = (target: StartedCluster, key: string) => {
    const value: unknown = Reflect.get(target, key, target)
    if (typeof value !== 'function') return value
    return (...values: unknown[]) => {
      const before = requestsMade()
      const result: unknown = value.apply(target, values)
      if (!(result instanceof Promise)) return result
      return result.finally(() => {
        requests[key] = (requests[key] ?? 0) + requestsMade() - before
      })
    }
  }
  return { cluster: new Proxy(cluster, { get: (target, key) => get(target, String(key)) }), requests }
}

test('the API server is asked for Pods and for facts of its own, and for nothing to probe and to judge', async () => {
  process.env.XDG_STATE_HOME = state
  const signal = AbortSignal.timeout(300_000)
  const provider = makeKindProvider()
  const attached = await provider.attach(`${record.id}-${networks.at(-1)}`, signal)
  const { cluster, requests } = counted(attached)
  const before = requestsMade()
  const scenario = { pods: attached.scenario.pods.slice(1) }
  const result = await checkCase({ index: 0, cluster, provider, scenario, properties, slow: false }, signal)
  expect(requests.apply).toBeGreaterThan(0)
  expect(requestsMade() - before).toBe((requests.apply ?? 0) + (requests.clusterFacts ?? 0))
  expect(result.checks.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
  await attached.stop()
})

test('one kept cluster is left, and once it is deleted, nothing', async () => {
  const kept = `${record.id}-${networks[0]}`
  const listed = await podnet('cluster', 'list')
  expect(listed.stdout.split('\n').filter((line) => line.includes(record.id))).toEqual([expect.stringContaining(kept)])
  expect((await podnet('cluster', 'delete', kept)).exitCode).toBe(0)
  expect((await podnet('sweep', '--all')).stderr).toContain('nothing to remove')
})
