import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Counterexample, type RunRecord, runRecordSchema } from '../properties/model/run-record.ts'

/**
 * Faults planted by hand, as a user would with `podnet cluster exec`, and what `check --cluster` must say of them:
 * the rules it refutes, with which pairs, and that nothing else is touched.
 */
interface PlantedFault {
  name: string
  /** Place and command, one after the other. `{mac2}`: the MAC of node2's flannel.1. */
  commands: [place: string, ...argv: string[]][]
  /** Rule, and the pattern its counterexample must show. */
  refutes: Record<string, RegExp>
  /** Rules that must hold all the same. */
  holds: string[]
}

const iptables = (place: string, ...argv: string[]): [string, ...string[]] => [place, 'iptables', '-w', ...argv]

const faults: PlantedFault[] = [
  {
    name: 'an FDB entry deleted (F8)',
    commands: [['node1', 'bridge', 'fdb', 'del', '{mac2}', 'dev', 'flannel.1', 'dst', '172.30.0.12', 'self']],
    refutes: { 'pod-to-pod-other-node': /node1 -> node2.*node2 -> node1/, 'tunnel-forwarding': /^1 of 6/ },
    holds: ['pod-to-pod-same-node', 'pod-to-other-node', 'tunnel-neighbour'],
  },
  {
    name: 'a neighbour with a wrong MAC (F3)',
    commands: [['node1', 'ip', 'neigh', 'replace', '10.244.2.0', 'lladdr', '02:de:ad:00:00:01', 'dev', 'flannel.1', 'nud', 'permanent']],
    refutes: { 'pod-to-pod-other-node': /node1 -> node2.*node2 -> node1/, 'tunnel-neighbour': /^1 of 6/ },
    holds: ['pod-to-pod-same-node', 'pod-to-other-node', 'tunnel-forwarding'],
  },
  {
    name: 'the route to one peer removed (F11)',
    commands: [['node1', 'ip', 'route', 'del', '10.244.2.0/24']],
    refutes: { 'pod-to-pod-other-node': /node1 -> node2.*node2 -> node1/, 'route-to-peer': /^1 of 6/ },
    holds: ['pod-to-pod-same-node', 'pod-to-other-node', 'tunnel-neighbour'],
  },
  {
    name: 'Pod-to-Pod traffic masqueraded on one Node (F48)',
    commands: [iptables('node1', '-t', 'nat', '-A', 'POSTROUTING', '-s', '10.244.0.0/16', '-d', '10.244.0.0/16', '-j', 'MASQUERADE')],
    refutes: { 'pod-to-pod-other-node': /node1/, 'self-view': /node1/ },
    holds: ['pod-to-other-node', 'pod-to-external'],
  },
  {
    name: 'ip_forward=0 (F31)',
    commands: [['node1', 'sysctl', '-qw', 'net.ipv4.ip_forward=0']],
    refutes: { 'pod-to-pod-other-node': /node1/, 'pod-to-external': /node1/, 'forwarding-enabled': /^1 of 3/ },
    holds: ['pod-to-pod-same-node', 'pod-to-own-node', 'node-to-node'],
  },
  {
    name: 'UDP dropped in FORWARD (F64)',
    commands: [iptables('node1', '-I', 'FORWARD', '-p', 'udp', '-j', 'DROP')],
    refutes: { 'pod-to-pod-other-node': /node1/, 'pod-to-external': /node1|pod/ },
    holds: ['pod-to-own-node', 'node-to-node', 'bulk-arrives'],
  },
  {
    name: 'the VXLAN port dropped on INPUT (F13)',
    commands: [iptables('node2', '-I', 'INPUT', '-p', 'udp', '--dport', '8472', '-j', 'DROP')],
    refutes: { 'pod-to-pod-other-node': /node2/ },
    holds: ['pod-to-pod-same-node', 'pod-to-other-node', 'route-to-peer', 'tunnel-forwarding'],
  },
  {
    name: "a Pod's default route removed (F43)",
    commands: [['pod/a1', 'ip', 'route', 'del', 'default']],
    refutes: { 'pod-to-other-node': /pod\/a1/, 'pod-to-external': /pod\/a1/, 'pod-routes': /^1 of 6/ },
    holds: ['pod-to-pod-same-node', 'pod-to-pod-other-node', 'self-view'],
  },
  {
    name: '30 % loss from one Node to another',
    commands: [iptables('node2', '-t', 'raw', '-I', 'PREROUTING', '-s', '172.30.0.11', '-p', 'udp', '-m', 'statistic', '--mode', 'random', '--probability', '0.3', '-j', 'DROP')],
    refutes: { 'datagram-loss': /^[12] of / },
    holds: ['pod-to-pod-same-node', 'route-to-peer', 'node-to-node'],
  },
  {
    name: 'fragments dropped',
    commands: [
      ['node2', 'nft', 'add table ip fragments; add chain ip fragments early { type filter hook prerouting priority -450; }; add rule ip fragments early ip frag-off & 0x3fff != 0 drop'],
    ],
    refutes: { 'fragments-arrive': /node2/ },
    holds: ['pod-to-pod-other-node', 'full-size-arrives', 'oversize-is-refused', 'bulk-arrives'],
  },
]

const podnet = (...argv: string[]) =>
  execa(process.execPath, [join(import.meta.dirname, 'cli.ts'), ...argv], { reject: false, env: { NO_COLOR: '1' } })

let folder = ''
const cluster = 'planted-fault'

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'podnet-faults-'))
  const created = await podnet('cluster', 'create', cluster, '--network', 'flannel-vxlan', '--nodes', '3', '--pods', '2')
  expect(created.exitCode, created.stderr).toBe(0)
})

afterEach(async () => {
  await podnet('cluster', 'delete', cluster)
  rmSync(folder, { recursive: true, force: true })
})

async function check(): Promise<{ exitCode: number | undefined; record: RunRecord }> {
  const { exitCode, stderr } = await podnet('check', '--cluster', cluster, '--quiet', '--seed', '1', '--out', folder)
  expect([0, 1, 2], stderr).toContain(exitCode)
  return { exitCode, record: runRecordSchema.parse(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))) }
}

const counterexamples = (record: RunRecord): Counterexample[] => record.profiles.flatMap((profile) => profile.counterexamples)

test('without a fault the cluster is green', async () => {
  const { exitCode, record } = await check()
  expect(counterexamples(record)).toEqual([])
  expect(exitCode).toBe(0)
})

describe.each(faults.map((fault) => [fault.name, fault] as const))('%s', (_, fault) => {
  test('is found, with the right pairs, and nothing else is blamed', { timeout: 120_000 }, async () => {
    const link = await podnet('cluster', 'exec', cluster, 'node2', '--', 'ip', '-j', 'link', 'show', 'flannel.1')
    const mac = (JSON.parse(link.stdout) as { address: string }[])[0]?.address ?? ''
    for (const [place, ...argv] of fault.commands) {
      const planted = await podnet('cluster', 'exec', cluster, place, '--', ...argv.map((word) => word.replace('{mac2}', mac)))
      expect(planted.exitCode, planted.stderr).toBe(0)
    }
    const { exitCode, record } = await check()
    expect(exitCode).toBe(1)
    const found = counterexamples(record)
    for (const [rule, pattern] of Object.entries(fault.refutes)) {
      const matching = found.filter((counterexample) => counterexample.rule === rule)
      expect(matching.map((counterexample) => counterexample.pattern).join('\n'), rule).toMatch(pattern)
    }
    for (const rule of fault.holds) expect(found.map((counterexample) => counterexample.rule), rule).not.toContain(rule)
  })
})
