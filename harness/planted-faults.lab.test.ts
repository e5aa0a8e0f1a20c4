import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { runRecordSchema } from '../properties/model/run-record.ts'

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
    commands: [
      [
        'node1',
        'ip',
        'neigh',
        'replace',
        '10.244.2.0',
        'lladdr',
        '02:de:ad:00:00:01',
        'dev',
        'flannel.1',
        'nud',
        'permanent',
      ],
    ],
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
    commands: [
      iptables(
        'node1',
        '-t',
        'nat',
        '-A',
        'POSTROUTING',
        '-s',
        '10.244.0.0/16',
        '-d',
        '10.244.0.0/16',
        '-j',
        'MASQUERADE',
      ),
    ],
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
    refutes: {
      'pod-to-pod-other-node': /^UDP: .*node1 -> node2.*node2 -> node1/,
      'pod-to-external': /^UDP: 2 of 2 node1 -> external, 0 of 4/,
    },
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
    commands: [
      iptables(
        'node2',
        '-t',
        'raw',
        '-I',
        'PREROUTING',
        '-s',
        '172.30.0.11',
        '-p',
        'udp',
        '--dport',
        '8472',
        '-m',
        'statistic',
        '--mode',
        'random',
        '--probability',
        '0.3',
        '-j',
        'DROP',
      ),
    ],
    refutes: { 'datagram-loss': /^[12] of / },
    holds: ['pod-to-pod-same-node', 'route-to-peer', 'node-to-node'],
  },
  {
    name: 'fragments dropped',
    commands: [
      [
        'node2',
        'nft',
        'add table ip fragments; add chain ip fragments early { type filter hook prerouting priority -450; }; add rule ip fragments early ip frag-off & 0x3fff != 0 drop',
      ],
    ],
    refutes: { 'fragments-arrive': /node2/ },
    holds: ['pod-to-pod-other-node', 'full-size-arrives', 'oversize-is-refused', 'bulk-arrives'],
  },
]

const podnet = (...argv: string[]) =>
  execa(process.execPath, [join(import.meta.dirname, 'cli.ts'), ...argv], { reject: false, env: { NO_COLOR: '1' } })

/** Makes a cluster of 3 Nodes with 2 Pods each, plants the fault, checks the cluster and removes it. */
async function checkWith(cluster: string, commands: PlantedFault['commands']) {
  const folder = mkdtempSync(join(tmpdir(), `podnet-${cluster}-`))
  const shape = ['--network', 'flannel-vxlan', '--nodes', '3', '--pods', '2']
  const created = await podnet('cluster', 'create', cluster, ...shape)
  expect(created.exitCode, created.stderr).toBe(0)
  try {
    await plant(cluster, commands)
    const { exitCode, stderr } = await podnet('check', '--cluster', cluster, '--quiet', '--seed', '1', '--out', folder)
    expect([0, 1], stderr).toContain(exitCode)
    const record = runRecordSchema.parse(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')))
    return { exitCode, found: record.profiles.flatMap((profile) => profile.counterexamples) }
  } finally {
    await podnet('cluster', 'delete', cluster)
    rmSync(folder, { recursive: true, force: true })
  }
}

async function plant(cluster: string, commands: PlantedFault['commands']): Promise<void> {
  const link = await podnet('cluster', 'exec', cluster, 'node2', '--', 'ip', '-j', 'link', 'show', 'flannel.1')
  const mac = (JSON.parse(link.stdout) as { address: string }[])[0]?.address ?? ''
  for (const [place, ...argv] of commands) {
    const words = argv.map((word) => word.replace('{mac2}', mac))
    const planted = await podnet('cluster', 'exec', cluster, place, '--', ...words)
    expect(planted.exitCode, planted.stderr).toBe(0)
  }
}

// Most of the time goes into probes that wait for an answer that never comes: several clusters wait at once.
describe.concurrent('planted faults', { timeout: 180_000 }, () => {
  test('without a fault the cluster is green', async ({ expect }) => {
    const { exitCode, found } = await checkWith('no-fault', [])
    expect(found).toEqual([])
    expect(exitCode).toBe(0)
  })

  test.each(faults.map((fault, index) => [fault.name, `fault${index}`, fault] as const))(
    '%s is found, with the right pairs, and nothing else is blamed',
    async (_, cluster, fault) => {
      const { exitCode, found } = await checkWith(cluster, fault.commands)
      expect(exitCode).toBe(1)
      for (const [rule, pattern] of Object.entries(fault.refutes)) {
        const matching = found.filter((counterexample) => counterexample.rule === rule)
        expect(matching.map((counterexample) => counterexample.pattern).join('\n'), rule).toMatch(pattern)
      }
      const refuted = found.map((counterexample) => counterexample.rule)
      for (const rule of fault.holds) expect(refuted, rule).not.toContain(rule)
    },
  )
})
